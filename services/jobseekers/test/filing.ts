import type { PersonFile } from '@zhihe/contracts/person-file'
import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { followTime } from '../src/jobs/follow-time.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { startRegister } from './register.ts'

/** A register whose clock is ours, with what it takes to fill files and to read them. */
export async function startFiling() {
  const clock = { at: new Date() }
  const register = await startRegister({ now: () => clock.at })
  const nextNumber = citizenNumbers()
  const moveTo = (time: string) => {
    clock.at = new Date(time)
  }
  return {
    register,
    nextNumber,
    moveTo,
    /** Registered on 2 March 2026; the clock stands there afterwards. */
    person: async (changes: Parameters<typeof newPerson>[1] = {}): Promise<string> => {
      moveTo('2026-03-02T09:00:00+08:00')
      return await register.register(newPerson(nextNumber(), changes))
    },
    post: async (id: string, path: string, body: object) => {
      const response = await register.send('POST', `/v1/jobseekers/${id}/${path}`, { body })
      if (response.statusCode >= 300) throw new Error(response.body)
      return response.json<{ id: string } & Record<string, unknown>>()
    },
    fileOf: async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}/file`)).json<PersonFile>(),
    viewOf: async (id: string) => {
      const response = await register.send('GET', `/v1/jobseekers/${id}`)
      return response.json<{ version: number; profile: { capabilities: object[]; statuses: string[] } }>()
    },
    toldOf: async (id: string) => (await register.announced(id)).at(-1),
    /** As the worker does it, for every tenant. */
    follow: async () => await withTenant(everyTenant, async () => await followTime(register.database.db, clock.at)),
    [Symbol.asyncDispose]: async () => await register[Symbol.asyncDispose](),
  }
}
export type Filing = Awaited<ReturnType<typeof startFiling>>

/** Of d440, more difficult than she says herself; valid for a year from March 2026 on. */
export const assessed = (changes: object = {}) => ({
  instrument: { code: 'WHODAS', version: '2.0' },
  assessor: { kind: 'federation', organisation: '西湖区残联就业服务中心' },
  at: '2026-03-01T10:00:00+08:00',
  validUntil: '2027-03-01T00:00:00+08:00',
  items: [{ icf: 'd440', difficulty: 3 }],
  ...changes,
})
