import { fillAudit } from '@zhihe/testing/audit-trail'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorAudit } from '../src/anchor.ts'
import { compareEnds } from '../src/compare-ends.ts'
import { purgeAudit } from '../src/purge.ts'
import { verifyAudit } from '../src/verify.ts'
import { verifyIndependently } from '../src/verify-independently.ts'
import { idOf, startTrail, type Trail } from './trail.ts'

const day = 86_400_000
const today = Date.now()
const daysAgo = (days: number): Date => new Date(today - days * day)

let trail: Trail
beforeEach(async () => {
  trail = await startTrail()
})
afterEach(() => trail[Symbol.asyncDispose]())

/** One entry a day and chain, for so many days until so many days ago. */
const fill = async (from: number, until: number): Promise<void> =>
  await fillAudit(trail.owner.pool, {
    entries: (from - until) * 16,
    from: daysAgo(from),
    until: daysAgo(until),
    tenantId: idOf(1),
    keyIds: [idOf(2)],
    jobseekerIds: [idOf(3), idOf(4), idOf(5)],
  })
const count = async (table: string): Promise<number> =>
  Number((await trail.owner.pool.query(`select count(*) as n from audit.${table}`)).rows[0]?.n)

describe('purgeAudit', () => {
  it('lets go of what is older and of nothing else, and what is left still verifies', async () => {
    await fill(1_200, 1_000)
    await fill(10, 0)
    await trail.append()
    const whole = await verifyAudit(trail.register.db)

    const gone = await purgeAudit(trail.register.db, daysAgo(1_100))
    const later = await purgeAudit(trail.register.db, daysAgo(1_100))
    await trail.append()

    expect([gone, later]).toEqual([1_600, 0])
    expect(await verifyAudit(trail.register.db)).toEqual({ ...whole, entries: whole.entries - 1_600 + 1 })
    expect((await verifyIndependently(trail.register.db)).findings).toEqual([])
    expect(await count('people')).toBe(await count('entries'))
  })

  it('stops at its limit and goes on from there, also to the end of every chain', async () => {
    await fill(1_200, 1_190)
    const ends = await anchorAudit(trail.register.db)

    const gone = [await purgeAudit(trail.register.db, daysAgo(1_000), 25), await purgeAudit(trail.register.db, daysAgo(1_000), 1_000)]
    await trail.append()

    expect(gone).toEqual([25, 135])
    expect(await compareEnds(trail.register.db, ends)).toEqual([])
    expect(await verifyAudit(trail.register.db)).toMatchObject({ ok: true, entries: 1 })
  })

  it.each([
    ['now', 0],
    ['yesterday', 1],
    ['one day less than six months ago', 180],
  ])('refuses %s, by the clock of the database', async (_, days) => {
    await fill(1_200, 1_190)

    await expect(purgeAudit(trail.register.db, daysAgo(days))).rejects.toMatchObject({ cause: { code: '22023' } })
    expect(await count('entries')).toBe(160)
  })

  it('takes 185 days, which is more than any six months', async () => {
    await fill(200, 190)

    expect(await purgeAudit(trail.register.db, daysAgo(185))).toBe(160)
  })

  it('keeps what was recorded of late, whatever time it speaks of, and all that stands behind it', async () => {
    await trail.append({ at: daysAgo(2_000) })
    await trail.append({ at: daysAgo(2_000) })
    await fill(1_200, 1_190)

    await purgeAudit(trail.register.db, daysAgo(1_000))

    expect((await trail.owner.pool.query('select from audit.entries where recorded_at > now() - interval $$1 day$$')).rowCount).toBe(2)
    expect(await verifyAudit(trail.register.db)).toMatchObject({ ok: true })
  })

  it('is stopped by a second rule for rows, whoever deletes them', async () => {
    await fill(10, 0)
    await trail.owner.pool.query(`insert into audit.checkpoints select chain, last_seq, last_hash, 1, now() from audit.chains`)

    await expect(trail.owner.pool.query('delete from audit.entries')).rejects.toMatchObject({ code: '42501' })
  })

  it('cannot be imitated within six months of an anchor', async () => {
    await fill(10, 0)
    await anchorAudit(trail.register.db)
    await trail.tamper(
      `insert into audit.checkpoints select chain, last_seq, last_hash, 10, now() from audit.chains where chain = 7`,
      'delete from audit.entries where chain = 7',
      'delete from audit.people where chain = 7',
    )

    expect((await verifyAudit(trail.register.db)).findings).toEqual([{ chain: 7, seq: 10, kind: 'missing', rows: 1 }])
  })
})

describe('anchorAudit', () => {
  it('names the end of every chain, and notes those that moved', async () => {
    await fill(3, 0)

    const ends = await anchorAudit(trail.register.db)
    await trail.append()
    const later = await anchorAudit(trail.register.db)

    const { rows } = await trail.owner.pool.query<{ end: string }>(
      `select chain || '-' || seq || '-' || encode(hash, 'hex') as end from audit.anchors order by chain, seq`,
    )
    expect(ends).toHaveLength(16)
    expect(later.filter((end) => !ends.includes(end))).toHaveLength(1)
    expect(new Set(rows.map(({ end }) => end))).toEqual(new Set([...ends, ...later]))
  })
})
