import { setTimeout as pause } from 'node:timers/promises'
import { withoutDeadline } from '@zhihe/postgres/deadline'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { checkConsistency, statementDeadlineMs } from './check-consistency.ts'
import type { ConsistencyReport } from './domain/report.ts'
import { type Asker, beginReport, dropReport, endReport, findReport, findRunning } from './store/report-store.ts'

export interface ReportMakerOptions {
  db: Db
  /** Of a pool whose statements may take as long as those of a report. */
  patientDb: Db
  now: () => Date
  newId: () => string
  logger: Logger
}

export type ReportAnswer = { report: ConsistencyReport } | { report: null; startedAt: Date }

export interface ReportMaker extends AsyncDisposable {
  /** A report that is not older than `maxAgeMs`, or since when one is being made. Rejects when the database is away. */
  ask: (by: Asker, maxAgeMs: number) => Promise<ReportAnswer>
}

interface Making {
  startedAt: Date
  report: Promise<ConsistencyReport>
}

type Decision = { kept: ConsistencyReport } | { elsewhere: Date } | { making: Making }

// An HTTP answer is not held for longer; what is being made goes on without it.
const answerWithinMs = 2_500

/** Makes one report at a time, over all processes, and keeps them; who asks meanwhile waits a moment for the one that is being made. */
export function createReportMaker({ db, patientDb, now, newId, logger }: ReportMakerOptions): ReportMaker {
  let making: Making | undefined
  let deciding: Promise<unknown> = Promise.resolve()

  async function make(by: Asker, startedAt: Date): Promise<ConsistencyReport> {
    const id = newId()
    try {
      await beginReport(db, { id, by, startedAt })
      const report = await checkConsistency(patientDb)
      await endReport(db, { id, report, at: now() })
      const found = report.checks.filter(({ findings }) => findings > 0).map(({ code, findings }) => ({ code, findings }))
      logger.info({ consistent: report.consistent, events: report.events, tookMs: report.tookMs, found }, 'consistency was checked')
      return report
    } catch (error) {
      await dropReport(db, id).catch(() => {})
      throw error
    } finally {
      making = undefined
    }
  }

  // Nothing is awaited before it is written down that one is being made.
  function begin(by: Asker): Making {
    const startedAt = now()
    const report = withoutDeadline(() => make(by, startedAt))
    // Whoever waits hears of a failure; when nobody does, the next who asks begins again.
    report.catch((err: unknown) => logger.warn({ err }, 'consistency could not be checked'))
    making = { startedAt, report }
    return making
  }

  async function decide(by: Asker, maxAgeMs: number): Promise<Decision> {
    // What is being made now is good enough, also when it is ready before we have looked for others.
    const underway = making
    const kept = await findReport(db, new Date(now().getTime() - maxAgeMs))
    if (kept) return { kept }
    if (underway) return { making: underway }
    const elsewhere = await findRunning(db, new Date(now().getTime() - statementDeadlineMs))
    return elsewhere ? { elsewhere } : { making: begin(by) }
  }

  return {
    ask: async (by, maxAgeMs) => {
      // One after the other, so that of two who ask at once the second sees what the first began.
      const decision = deciding.then(async () => await decide(by, maxAgeMs))
      deciding = decision.catch(() => null)
      const decided = await decision
      if ('kept' in decided) return { report: decided.kept }
      if ('elsewhere' in decided) return { report: null, startedAt: decided.elsewhere }
      const { startedAt, report } = decided.making
      const waited = new AbortController()
      const late = pause(answerWithinMs, null, { signal: waited.signal }).catch(() => null)
      const made = await Promise.race([report, late]).finally(() => waited.abort())
      return made ? { report: made } : { report: null, startedAt }
    },
    [Symbol.asyncDispose]: async () => {
      await making?.report.catch(() => {})
    },
  }
}
