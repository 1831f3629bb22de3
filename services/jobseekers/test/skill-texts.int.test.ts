import type { Profile } from '@zhihe/contracts/jobseeker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const next = citizenNumbers()
const words = { text: '她替盲文出版社校对过古籍', level: 3, evidence: 'declared' }
const coded = { code: 'massage', level: 2, evidence: 'verified' }

async function rowOf(id: string): Promise<string> {
  const [row] = await register.query<{ line: string }>('select t::text as line from jobseekers.jobseekers t where id = $1', [id])
  return row?.line ?? ''
}

async function skillsOf(id: string): Promise<Profile['skills']> {
  return (await register.send('GET', `/v1/jobseekers/${id}`)).json<{ profile: Profile }>().profile.skills
}

it('keeps skills that are said in words in the vault, and shows them to her federation', async () => {
  const id = await register.register(newPerson(next(), { profile: { skills: [coded, words] } }))

  expect(await rowOf(id)).not.toContain(words.text)
  expect(await skillsOf(id)).toEqual([coded, words])
})

it('follows what is changed about them, whatever else is sent', async () => {
  const id = await register.register(newPerson(next(), { profile: { skills: [words] } }))
  const patch = async (body: object) => await register.send('PATCH', `/v1/jobseekers/${id}`, { body })

  await patch({ profile: { payFloorFen: 400_000 } })
  const afterPay = await skillsOf(id)
  await patch({ identity: { phone: '19900005678' } })
  const afterPhone = await skillsOf(id)
  await patch({ profile: { skills: [coded, { ...words, text: '会用刻印机' }] } })

  expect([afterPay, afterPhone]).toEqual([[words], [words]])
  expect(await skillsOf(id)).toEqual([coded, { ...words, text: '会用刻印机' }])
  expect(await rowOf(id)).not.toMatch(/古籍|刻印/)
})

it('does not lose words that were kept in plain before', async () => {
  const id = await register.register(newPerson(next(), { profile: { skills: [coded] } }))
  await register.query(`update jobseekers.jobseekers set profile = jsonb_set(profile, '{skills}', $2::jsonb) where id = $1`, [
    id,
    JSON.stringify([words]),
  ])

  await register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { payFloorFen: 400_000 } } })

  expect(await skillsOf(id)).toEqual([words])
  expect(await rowOf(id)).not.toContain(words.text)
})
