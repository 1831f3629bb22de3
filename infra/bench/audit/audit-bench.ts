import { purgeAudit } from '@zhihe/audit/purge'
import { type AuditVerdict, verifyAudit } from '@zhihe/audit/verify'
import { verifyIndependently } from '@zhihe/audit/verify-independently'
import { type BenchOptions, print, round } from '../measure.ts'
import { measureAppends } from './appends.ts'
import { type AuditPlace, openAuditPlace } from './audit-place.ts'

export interface AuditBenchOptions extends BenchOptions {
  people?: number | undefined
}

/**
 * The audit at a million entries of three years: what an entry costs beside a plain insert, how long the questions of a leak notice take through the
 * API, and how soon tampering is found.
 */
export async function benchAudit({ quick, people = quick ? 10_000 : 100_000 }: AuditBenchOptions) {
  const entries = people * 10
  print(`writing ${entries.toLocaleString('en')} entries about ${people.toLocaleString('en')} people …`)
  await using place = await openAuditPlace({ entries, people })
  const appends = await measureAppends(place, quick ? 1 : 4)
  const questions = await measureQuestions(place)
  const integrity = await measureIntegrity(place)
  return { entries, people, ...appends, ...questions, ...integrity }
}

async function measureQuestions({ ask, people, keyIds, employers }: AuditPlace) {
  const day = 86_400_000
  const month = `since=${new Date(Date.now() - 60 * day).toISOString()}&until=${new Date(Date.now() - 30 * day).toISOString()}`
  const person = await ask(`/v1/audit/entries?jobseekerId=${people[17]}&limit=200`)
  const key = await ask(`/v1/audit/entries?keyId=${keyIds[3]}&${month}&limit=200`)
  const throughKey = await allPages(ask, `/v1/audit/exposed?keyId=${keyIds[3]}`)
  const inMonth = await allPages(ask, `/v1/audit/exposed?keyId=${keyIds[3]}&${month}`)
  const toEmployer = await allPages(ask, `/v1/audit/exposed?recipientId=${employers[5]}`)
  print('\nquestion                                                 answer        ms')
  const rows = [
    ['who saw or received what of P', `${person.body.items.length} entries`, person.ms],
    ['what was done with key K in a month', `${key.body.items.length} entries`, key.ms],
    ['everybody exposed through K in three years, all pages', `${throughKey.people} people`, throughKey.ms],
    ['everybody exposed through K in a month, all pages', `${inMonth.people} people`, inMonth.ms],
    ['everybody disclosed to an employer, all pages', `${toEmployer.people} people`, toEmployer.ms],
  ] as const
  for (const [name, answer, ms] of rows) print(`${name.padEnd(54)} ${answer.padStart(14)} ${ms.toFixed(0).padStart(7)}`)
  return {
    personMs: round(person.ms),
    keyMs: round(key.ms),
    exposedMs: round(throughKey.ms),
    exposedPeople: throughKey.people,
    exposedMonthMs: round(inMonth.ms),
    employerMs: round(toEmployer.ms),
  }
}

async function allPages(ask: AuditPlace['ask'], url: string): Promise<{ people: number; ms: number }> {
  const found = new Set<string>()
  let ms = 0
  let cursor = ''
  do {
    const page = await ask(`${url}&limit=2000${cursor}`)
    for (const { jobseekerId } of page.body.items) found.add(jobseekerId)
    ms += page.ms
    cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`
  } while (cursor !== '')
  return { people: found.size, ms }
}

const tamperings = {
  'a flipped bit': 'update audit.entries set hash = set_bit(hash, 9, 1 - get_bit(hash, 9)) where chain = 5 and seq = 777',
  'a removed row': 'delete from audit.entries where chain = 9 and seq = 555',
  'a swapped pair': `update audit.entries e set (at, recorded_at, key_id, action, jobseeker_ids, opened, detail, hash) = (
    select at, recorded_at, key_id, action, jobseeker_ids, opened, detail, hash from audit.entries s where s.chain = 2 and s.seq = 1133 - e.seq)
    where chain = 2 and seq in (333, 800)`,
  'a cut end': 'delete from audit.entries where chain = 11 and seq > 500',
}

async function measureIntegrity({ owner, patient, register }: AuditPlace) {
  print('\nverifying                          ms   findings')
  const whole = await timed('whole, 1 connection', () => verifyAudit(patient.db, { atOnce: 1 }))
  const parallel = await timed('whole, 4 connections', () => verifyAudit(patient.db))
  const byApi = await timed('whole, as the API does, 2', () => verifyAudit(register.db, { atOnce: 2 }))
  const found: Record<string, number> = {}
  for (const [name, statement] of Object.entries(tamperings)) {
    await owner.pool.query(`set session_replication_role = replica; begin; ${statement}; commit; set session_replication_role = origin`)
    found[name] = (await timed(name, () => verifyAudit(patient.db))).ms
  }
  const independentAt = performance.now()
  await verifyIndependently(patient.db)
  const independentMs = performance.now() - independentAt
  print(`${'outside of the database'.padEnd(28)} ${independentMs.toFixed(0).padStart(8)}`)
  const purgeAt = performance.now()
  const gone = await purgeAudit(register.db, new Date(Date.now() - 2.9 * 365 * 86_400_000))
  print(`purged ${gone} entries in ${(performance.now() - purgeAt).toFixed(0)} ms`)
  return {
    verifyOneMs: whole.ms,
    verifyFourMs: parallel.ms,
    verifyApiMs: byApi.ms,
    tamperedMs: Math.max(...Object.values(found)),
    independentMs: round(independentMs),
    purgedPerSecond: round(gone / ((performance.now() - purgeAt) / 1_000), 0),
  }
}

async function timed(name: string, verify: () => Promise<AuditVerdict>): Promise<{ ms: number }> {
  const startedAt = performance.now()
  const { findings } = await verify()
  const ms = performance.now() - startedAt
  const kinds = [...new Set(findings.map(({ kind, chain, seq }) => `${kind} ${chain}-${seq}`))].slice(0, 6).join(', ')
  print(`${name.padEnd(28)} ${ms.toFixed(0).padStart(8)}   ${kinds || 'none'}`)
  return { ms: round(ms) }
}
