import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anchorAudit } from '../src/anchor.ts'
import { compareEnds } from '../src/compare-ends.ts'
import { verifyAudit } from '../src/verify.ts'
import { verifyIndependently } from '../src/verify-independently.ts'
import { idOf, startTrail, type Trail } from './trail.ts'

let trail: Trail
let chain: number
const entries = 12

beforeAll(async () => {
  trail = await startTrail()
})
afterAll(() => trail[Symbol.asyncDispose]())
beforeEach(async () => {
  await trail.tamper(
    'truncate audit.entries, audit.people, audit.anchors, audit.checkpoints',
    `update audit.chains set last_seq = 0, last_hash = sha256(convert_to('zhihe audit chain ' || chain, 'UTF8'))`,
  )
  for (let number = 1; number <= entries; number += 1) {
    await trail.append({ jobseekerIds: [idOf(number), idOf(number + 100)], detail: { fields: ['name', 'phone'], people: number } })
  }
  const { rows } = await trail.owner.pool.query<{ chain: number }>(
    'select chain from audit.entries group by chain order by count(*) desc limit 1',
  )
  chain = rows[0]?.chain ?? -1
})

const found = async () => (await verifyAudit(trail.register.db)).findings

describe('compareEnds', () => {
  it('finds in the log that all was written anew, anchors too', async () => {
    const ends = await anchorAudit(trail.register.db)
    const whole = await compareEnds(trail.register.db, ends)
    await trail.append()
    const grown = await compareEnds(trail.register.db, ends)
    await trail.tamper(
      'delete from audit.entries',
      'delete from audit.people',
      'delete from audit.anchors',
      `update audit.chains set last_seq = 0, last_hash = sha256(convert_to('zhihe audit chain ' || chain, 'UTF8'))`,
    )
    for (let number = 1; number <= entries; number += 1) await trail.append({ jobseekerIds: [idOf(number)], opened: 0 })

    expect([whole, grown]).toEqual([[], []])
    expect(await verifyAudit(trail.register.db)).toMatchObject({ ok: true })
    expect(await compareEnds(trail.register.db, ends)).toContainEqual({ chain, seq: entries, kind: 'rewritten' })
  })

  it('finds an end that is gone, and takes nothing that is no end', async () => {
    await expect(compareEnds(trail.register.db, [`${chain}-${entries + 9}-${'0'.repeat(64)}`])).resolves.toEqual([
      { chain, seq: entries + 9, kind: 'rewritten' },
    ])
    await expect(compareEnds(trail.register.db, ['3-1'])).rejects.toThrow('no end')
  })
})

describe('verifyAudit', () => {
  it('finds nothing in what nobody touched, however the sessions that wrote and read it are set', async () => {
    await trail.owner.pool.query(
      `set timezone = 'Asia/Kathmandu'; set datestyle = 'German'; set intervalstyle = 'sql_standard'; set bytea_output = 'escape'; set extra_float_digits = -15`,
    )
    await trail.owner.pool.query(
      `select audit.append('2026-11-22 09:00:00.123456+00', $1, null, 'worker', 'keys.rotated', 'rotation', array[]::uuid[], 0, '{"b": 1, "a": ["x", "y"]}')`,
      [idOf(1)],
    )

    const verdicts = [await verifyAudit(trail.register.db), await verifyAudit(trail.owner.db, { atOnce: 1 })]

    await trail.owner.pool.query('reset all')
    for (const verdict of verdicts) expect(verdict).toEqual({ ok: true, entries: entries + 1, chains: 16, faults: 0, findings: [] })
    expect((await verifyIndependently(trail.register.db)).findings).toEqual([])
  })

  it.each([
    "at = at + interval '1 microsecond'",
    "recorded_at = recorded_at - interval '1 microsecond'",
    "tenant_id = overlay(tenant_id::text placing '1' from 1)::uuid",
    'key_id = null',
    `actor = 'federatioN'`,
    `action = 'identity.reae'`,
    `reason = 'servf'`,
    'jobseeker_ids = jobseeker_ids[1:1]',
    'jobseeker_ids = array[jobseeker_ids[2], jobseeker_ids[1]]',
    'opened = 0',
    `detail = '{"fields": ["name"], "people": 4}'`,
    `detail = replace(detail::text, ' ', '')::json`,
    'hash = set_bit(hash, 77, 1 - get_bit(hash, 77))',
  ])('finds one row with %s', async (change) => {
    await trail.tamper(
      'alter table audit.entries drop constraint if exists entries_actor_check, drop constraint if exists entries_detail_is_plain',
      `update audit.entries set ${change} where seq = 4`,
    )

    expect(await found()).toContainEqual({ chain, seq: 4, kind: 'changed' })
    expect((await verifyIndependently(trail.register.db)).findings).toMatchObject([{ chain, seq: 4 }])
  })

  it('finds a row whose hash was made to fit, by the next one', async () => {
    await trail.tamper(
      'update audit.entries set opened = 0 where seq = 4',
      `update audit.entries e set hash = sha256(convert_to(audit.canonical(b.hash, e.chain, e.seq, e.at, e.recorded_at, e.tenant_id, e.key_id, e.actor,
        e.action, e.reason, e.jobseeker_ids, e.opened, e.detail), 'UTF8')) from audit.entries b where e.seq = 4 and b.seq = 3`,
    )

    expect(await found()).toEqual([{ chain, seq: 5, kind: 'changed' }])
  })

  it('finds text that was moved from one field to the next, though the thirteen lines are the same', async () => {
    await trail.tamper(
      'alter table audit.entries drop constraint entries_action_check, drop constraint entries_reason_check, alter reason drop not null',
      `update audit.entries set action = action || E'\\n' || reason, reason = null where seq = 4`,
    )

    expect(await found()).toEqual([{ chain, seq: 4, kind: 'changed' }])
  })

  it.each([
    [4, 1],
    [4, 3],
  ])('finds removed rows: from %i on, %i of them', async (seq, rows) => {
    await trail.tamper(`delete from audit.entries where seq between ${seq} and ${seq + rows - 1}`)

    expect(await found()).toContainEqual({ chain, seq, kind: 'missing', rows })
    expect((await verifyIndependently(trail.register.db)).findings).toEqual([{ chain, seq, kind: 'missing', rows }])
  })

  it('finds the first row removed', async () => {
    await trail.tamper('delete from audit.entries where seq = 1')

    expect(await found()).toContainEqual({ chain, seq: 1, kind: 'missing', rows: 1 })
  })

  it.each([
    [3, 9],
    [4, 5],
    [1, 2],
  ])('finds rows %i and %i swapped, with their hashes and without', async (one, other) => {
    const swap = (columns: string) => `update audit.entries e set (${columns}) = (
      select ${columns} from audit.entries s where s.chain = e.chain and s.seq = ${one + other} - e.seq) where e.seq in (${one}, ${other})`
    const expected = [
      { chain, seq: one, kind: 'swapped', with: other },
      { chain, seq: other, kind: 'swapped', with: one },
    ]
    const fields = 'at, recorded_at, tenant_id, key_id, actor, action, reason, jobseeker_ids, opened, detail'

    await trail.tamper(swap(`${fields}, hash`))
    const withHashes = await found()
    await trail.tamper(swap(`${fields}, hash`), swap(fields))
    const without = await found()

    expect(withHashes.filter(({ kind }) => kind !== 'unlisted')).toEqual(expected)
    expect(without.filter(({ kind }) => kind !== 'unlisted')).toEqual(expected)
  })

  it('finds a cut end, also when the head was set back and the chain had been anchored', async () => {
    await anchorAudit(trail.register.db)
    await trail.tamper(`delete from audit.entries where seq > ${entries - 2}`, `delete from audit.people where seq > ${entries - 2}`)
    const cut = await found()
    await trail.tamper(
      `update audit.chains c set last_seq = ${entries - 2}, last_hash = (select hash from audit.entries e where e.chain = c.chain and e.seq = ${entries - 2})
       where chain = ${chain}`,
    )

    expect(cut).toContainEqual({ chain, seq: entries, kind: 'truncated' })
    expect(await found()).toEqual([{ chain, seq: entries, kind: 'rewritten' }])
  })

  it('finds a whole chain written anew, by its anchor', async () => {
    await anchorAudit(trail.register.db)
    await trail.tamper(
      'delete from audit.entries',
      'delete from audit.people',
      `update audit.chains set last_seq = 0, last_hash = sha256(convert_to('zhihe audit chain ' || chain, 'UTF8'))`,
    )
    for (let number = 1; number <= entries; number += 1) await trail.append({ jobseekerIds: [idOf(number)], opened: 0 })

    expect((await found()).map(({ kind }) => kind)).toEqual(['rewritten'])
  })

  it('finds a chain without a head, and one whose head was set ahead', async () => {
    await trail.tamper(`update audit.chains set last_seq = last_seq + 1 where chain = ${chain}`)
    const ahead = await found()
    await trail.tamper(`delete from audit.chains where chain = ${chain}`)

    expect(ahead).toEqual([{ chain, seq: entries + 1, kind: 'truncated' }])
    expect(await found()).toEqual([{ chain, seq: 0, kind: 'truncated' }])
    await trail.tamper(`insert into audit.chains values (${chain}, 0, sha256(''))`)
  })

  it('finds that questions would be answered with other people than entries name', async () => {
    await trail.tamper(`update audit.people set jobseeker_id = '${idOf(999)}' where seq = 4 and jobseeker_id = '${idOf(4)}'`)

    expect(await found()).toEqual([{ chain, seq: 0, kind: 'unlisted' }])
  })
})
