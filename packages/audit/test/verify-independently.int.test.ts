import { array, constantFrom, date, dictionary, nat, oneof, option, record, sample, stringMatching, uuid } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditAction, auditActions } from '../src/actions.ts'
import { genesisOf, hashEntry } from '../src/entry-hash.ts'
import { verifyAudit } from '../src/verify.ts'
import { verifyIndependently } from '../src/verify-independently.ts'
import { startTrail, type Trail } from './trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await startTrail()
})
afterAll(() => trail[Symbol.asyncDispose]())

const code = stringMatching(/^[a-z][a-z_]{0,20}$/)
const detail = dictionary(
  stringMatching(/^[a-zA-Z]{1,12}$/),
  oneof(stringMatching(/^[A-Za-z_.:-]{0,40}$/), nat({ max: 9_999_999 }), uuid(), array(stringMatching(/^[a-z]{0,9}$/), { maxLength: 5 })),
  { maxKeys: 6 },
)
const entry = record({
  tenantId: uuid(),
  keyId: option(uuid()),
  actor: code,
  action: constantFrom<AuditAction>(...auditActions),
  reason: code,
  jobseekerIds: array(uuid(), { maxLength: 30 }),
  opened: nat({ max: 2_000 }),
  detail,
  at: date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
})

describe('a chain of any entries', () => {
  it('is hashed alike by the database and by us, and any change is found by both at the same place', async () => {
    const entries = sample(entry, { numRuns: 300, seed: 20_261_122 })
    for (const one of entries) await trail.append(one)

    const whole = [await verifyAudit(trail.register.db), await verifyIndependently(trail.register.db)]
    const { rows } = await trail.owner.pool.query<{ chain: number; seq: string }>(
      'select chain, seq from audit.entries order by random() limit 40',
    )
    const agreements: boolean[] = []
    for (const { chain, seq } of rows) {
      await trail.tamper(`update audit.entries set opened = opened + 1 where chain = ${chain} and seq = ${seq}`)
      const theirs = (await verifyAudit(trail.register.db)).findings[0]
      const ours = (await verifyIndependently(trail.register.db)).findings.find((finding) => finding.chain === chain)
      agreements.push(theirs?.seq === Number(seq) && ours?.seq === Number(seq) && theirs.kind === 'changed' && ours.kind === 'changed')
      await trail.tamper(`update audit.entries set opened = opened - 1 where chain = ${chain} and seq = ${seq}`)
    }

    expect(whole).toMatchObject([{ ok: true, entries: 300, findings: [] }, { findings: [] }])
    expect(agreements).toEqual(rows.map(() => true))
  })
})

describe('hashEntry', () => {
  it('is what it was: chains of years ago must still verify', () => {
    const hash = hashEntry(genesisOf(3), {
      chain: '3',
      seq: '1',
      at: '1795338000123000',
      recordedAt: '1795338000124567',
      tenantId: '019a0000-0000-7000-8000-000000000001',
      keyId: null,
      actor: 'federation',
      action: 'disclosure.read',
      reason: 'serve',
      jobseekerIds: ['019a0000-0000-7000-8000-000000000003', '019a0000-0000-7000-8000-000000000004'],
      opened: '1',
      detail: '{"fields": ["name", "phone"], "recipient": "019a0000-0000-7000-8000-000000000005"}',
    })

    expect(hash.toString('hex')).toMatchInlineSnapshot(`"462a23566f00d49f91872097e9e642bc071a192438356247b577a6cfab70c4c0"`)
  })
})
