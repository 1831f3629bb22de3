import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { openOne } from '../src/store/opening.ts'
import { citizenNumbers, granted, skilledProfile } from './people.ts'
import type { Caller, Register } from './register.ts'
import { testKeys } from './register.ts'

export type Body = Record<string, unknown>

/** A route of the register that takes a body, with a body that it takes, every text field filled. */
export interface HostileRoute {
  operationId: string
  method: 'POST' | 'PATCH' | 'PUT'
  by?: Caller
  /** Each call is good for one request. */
  ready: () => Promise<{ url: string; body: Body }>
  /** What can be read of the thing that was written; null where nothing is kept, or nothing of it can be read. */
  stored: ((answer: Body, url: string) => Promise<unknown>) | null
  /** Fields that are kept in one spelling, or as a mask or a hash alone. */
  respelt?: RegExp
}

const employer = '01890000-0000-7000-8000-000000000001'
const profile = {
  ...skilledProfile,
  sex: 'male',
  birthMonth: '1990-03',
  desiredOccupations: ['4-07-03-01'],
  licences: ['driving_c1'],
  experience: [{ occupationCode: '4-07-03-01', years: 2 }],
}
const identityRespelt = /^\/identity\/(name|idNumber|certificateNumber|phone|guardian)/

export async function hostileRoutes(register: Register): Promise<HostileRoute[]> {
  const next = citizenNumbers()
  const { everywhere, admin } = register.callers
  const male = () => {
    for (;;) {
      const number = next()
      if (Number(number.charAt(16)) % 2 === 1) return number
    }
  }
  const person = () => {
    const number = male()
    const guardian = { kind: 'guardian', name: '王大明', phone: '19900001235', relation: '父亲', since: '2020-01-01' }
    return {
      identity: { name: '王小明', idNumber: number, certificateNumber: `${number}43`, phone: '19900001234', guardian },
      profile,
      consents: [{ ...granted, channel: 'paper', proxy: { relation: 'parent' } }],
    }
  }
  const registered = async () => await register.register(person(), { by: everywhere })
  const path = async (below: string) => `/v1/jobseekers/${await registered()}${below}`
  const read = async (url: string) => (await register.send('GET', url, { by: everywhere })).json<Body>()
  const idIn = (url: string) => /jobseekers\/([^/]+)/.exec(url)?.[1] ?? ''
  const dossier = async (id: string) => {
    const audit = { keyId: null, actor: 'test', action: 'identity.read', reason: 'test', at: new Date() } as const
    const opened = await withTenant(
      everyTenant,
      async () => await openOne(register.database.db, id, { reach: { kind: 'all' }, keys: testKeys(), audit }),
    )
    return { ...(await read(`/v1/jobseekers/${id}`)), identity: opened?.identity }
  }
  /** What the file of this person says, in which there is one note and one member of staff. */
  const filed = async (answer: Body, url: string) => ({ ...answer, note: findText(await read(`/v1/jobseekers/${idIn(url)}/file`), 'note') })
  const sent = async (url: string, body: Body): Promise<string> =>
    (await register.send('POST', url, { by: everywhere, body })).json<{ id: string }>().id

  return [
    {
      operationId: 'createJobseeker',
      method: 'POST',
      ready: async () => ({ url: '/v1/jobseekers', body: person() }),
      stored: async ({ id }) => await dossier(String(id)),
      respelt: identityRespelt,
    },
    {
      operationId: 'patchJobseeker',
      method: 'PATCH',
      ready: async () => ({
        url: await path(''),
        body: {
          status: 'active',
          identity: { name: '李小红', phone: '19900004321', guardian: person().identity.guardian },
          profile: { ...profile, education: 'master' },
        },
      }),
      stored: async (_, url) => await dossier(idIn(url)),
      respelt: identityRespelt,
    },
    {
      operationId: 'recordConsent',
      method: 'POST',
      ready: async () => ({
        url: await path('/consents'),
        body: {
          ...granted,
          purpose: 'disclosure',
          recipient: employer,
          fields: ['name', 'phone'],
          expiresAt: '2026-02-01T00:00:00Z',
          channel: 'phone',
          proxy: { relation: 'spouse' },
          decision: 'granted',
        },
      }),
      stored: async (answer) => answer,
    },
    {
      operationId: 'addCertificate',
      method: 'POST',
      ready: async () => {
        const id = await registered()
        const identity = (await dossier(id)).identity
        return {
          url: `/v1/jobseekers/${id}/certificates`,
          body: { number: `${identity?.certificateNumber}B1`, issuedOn: '2024-01-01', expiresOn: '2034-01-01', type: 'physical' },
        }
      },
      stored: null,
    },
    {
      operationId: 'lookUpJobseeker',
      method: 'POST',
      ready: async () => ({ url: '/v1/jobseekers/lookup', body: { phone: '19900001234' } }),
      stored: null,
    },
    {
      operationId: 'eraseJobseeker',
      method: 'POST',
      ready: async () => ({ url: await path('/erase'), body: { reason: 'person_asked' } }),
      stored: null,
    },
    {
      operationId: 'publishConsentText',
      method: 'POST',
      by: admin,
      ready: async () => ({
        url: '/v1/consent-texts',
        body: { purpose: 'follow_up', version: `v-${next()}`, zh: '我同意回访。', en: 'I agree.' },
      }),
      stored: async (answer) => answer,
    },
    {
      operationId: 'recordAssessment',
      method: 'POST',
      ready: async () => ({
        url: await path('/assessments'),
        body: {
          instrument: { code: 'WHODAS', version: '2.0' },
          assessor: { kind: 'hospital', organisation: '市一医院' },
          at: '2026-01-10T09:00:00+08:00',
          validUntil: '2027-01-10T09:00:00+08:00',
          items: [{ icf: 'd440', difficulty: 2 }],
          note: '右手',
        },
      }),
      stored: filed,
    },
    {
      operationId: 'recordStatus',
      method: 'POST',
      ready: async () => ({
        url: await path('/statuses'),
        body: { code: 'dibao_edge', source: 'civil_affairs', since: '2026-01-01', until: '2027-01-01', note: '街道证明' },
      }),
      stored: filed,
    },
    {
      operationId: 'endStatus',
      method: 'POST',
      ready: async () => {
        const url = await path('/statuses')
        const id = await sent(url, { code: 'dibao_edge', source: 'civil_affairs', since: '2026-01-01' })
        return { url: `${url}/${id}/end`, body: { until: '2026-01-05' } }
      },
      stored: async (answer) => answer,
    },
    {
      operationId: 'putCaseOwners',
      method: 'PUT',
      ready: async () => ({
        url: await path('/case-owners'),
        body: { owners: [{ side: 'community', organisation: '翠苑社区', from: '2026-01-01', name: '陈主任', phone: '19900001239' }] },
      }),
      stored: null,
    },
    {
      operationId: 'recordMeasure',
      method: 'POST',
      ready: async () => ({
        url: await path('/measures'),
        body: { kind: 'training', agreedOn: '2026-01-01', dueOn: '2026-06-01', doneOn: '2026-02-01', outcome: 'done', note: '盲文课' },
      }),
      stored: filed,
    },
    {
      operationId: 'patchMeasure',
      method: 'PATCH',
      ready: async () => {
        const url = await path('/measures')
        const id = await sent(url, { kind: 'training', agreedOn: '2026-01-01', dueOn: '2026-06-01' })
        return { url: `${url}/${id}`, body: { dueOn: '2026-07-01', doneOn: '2026-02-01', outcome: 'done' } }
      },
      stored: async (answer) => answer,
    },
    {
      operationId: 'recordConfirmation',
      method: 'POST',
      ready: async () => ({
        url: await path('/confirmations'),
        body: { at: '2026-01-10T09:00:00+08:00', channel: 'visit', changed: false },
      }),
      stored: async (answer) => answer,
    },
    {
      operationId: 'markNotDuplicate',
      method: 'POST',
      ready: async () => ({ url: await path('/not-duplicates'), body: { otherId: await registered() } }),
      stored: null,
    },
    {
      operationId: 'createKey',
      method: 'POST',
      by: admin,
      ready: async () => ({
        url: '/v1/keys',
        body: { tenantId: everywhere.tenantId, role: 'federation', label: '前台', regionCode: '330100', expiresAt: '2027-01-01T00:00:00Z' },
      }),
      stored: async (answer) => answer,
    },
    {
      operationId: 'putPeopleImportMapping',
      method: 'PUT',
      ready: async () => {
        const headers = { authorization: `Bearer ${everywhere.token}`, 'content-type': 'text/csv' }
        const taken = await register.app.inject({ method: 'POST', url: '/v1/jobseekers/imports', headers, payload: '甲,乙\n张三,李四' })
        const { id } = taken.json<{ id: string }>()
        const mapping = [{ sheet: 1, read: false, headerRows: [1, 1], columns: [{ index: 0 }, { index: 1 }] }]
        await register.query(`update jobseekers.imports set status = 'needs_mapping', finished_at = now(), mapping = $2 where id = $1`, [
          id,
          JSON.stringify(mapping),
        ])
        return {
          url: `/v1/jobseekers/imports/${id}/mapping`,
          body: { sheets: [{ sheet: 1, read: true, columns: [{ index: 0, field: 'name' }] }] },
        }
      },
      stored: null,
    },
  ]
}

/** The first text under this key, however deep. */
function findText(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, child] of Object.entries(value)) {
    const found = name === key && typeof child === 'string' ? child : findText(child, key)
    if (found !== undefined) return found
  }
  return undefined
}
