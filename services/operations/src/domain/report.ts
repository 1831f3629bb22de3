import { type Code, codes, codeTexts } from './codes.ts'

/** What was found under one code. */
export interface Found {
  code: Code
  findings: number
  /** Not yet as it will be, and on its way: too young, claimed, or waiting in a queue. */
  underway: number
  /** The first ids, in their order. */
  sample: string[]
}

export interface CheckResult extends Found {
  title: { zh: string; en: string }
  repairable: boolean
}

/** Whether everything that the services hold agrees, at one moment. */
export interface ConsistencyReport {
  consistent: boolean
  /** RFC 3339: the moment of the snapshot, by the clock of the database. */
  checkedAt: string
  /** How many events the outboxes held. */
  events: number
  /** Every check, also those that found nothing. */
  checks: CheckResult[]
  tookMs: number
}

/** The report of what was found; a code that no look spoke of has found nothing. */
export function toReport(found: readonly Found[], facts: Pick<ConsistencyReport, 'checkedAt' | 'events' | 'tookMs'>): ConsistencyReport {
  const byCode = new Map(found.map((one) => [one.code, one]))
  const checks = codes.map((code): CheckResult => {
    const { findings = 0, underway = 0, sample = [] } = byCode.get(code) ?? {}
    const { zh, en, repairable } = codeTexts[code]
    return { code, title: { zh, en }, findings, underway, sample, repairable }
  })
  return { consistent: checks.every(({ findings }) => findings === 0), ...facts, checks }
}
