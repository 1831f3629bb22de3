import type { AuditEntryView, ExposedPerson } from '@zhihe/contracts/audit-trail'

/** An entry as the store finds it. */
interface Entry {
  chain: number
  seq: string
  /** Microseconds since 1970. */
  atMicros: string
  recordedAtMicros: string
  keyId: string | null
  actor: string
  action: string
  reason: string
  opened: number
  detail: Record<string, string | number | string[]>
  people: number
  jobseekerIds: string[]
}

interface Exposed {
  jobseekerId: string
  actions: string[]
  fieldLists: string[]
  times: number
  firstAt: Date
  lastAt: Date
}

export function toAuditEntryView({ chain, seq, atMicros, recordedAtMicros, opened, ...entry }: Entry): AuditEntryView {
  return {
    ...entry,
    place: `${chain}-${seq}`,
    at: fromMicros(atMicros),
    recordedAt: fromMicros(recordedAtMicros),
    identityOpened: opened > 0,
  }
}

export function toExposedPerson({ fieldLists, firstAt, lastAt, ...person }: Exposed): ExposedPerson {
  const fields = new Set(fieldLists.flatMap((list) => namesIn(JSON.parse(list))))
  return { ...person, fields: [...fields].toSorted(), firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() }
}

function fromMicros(micros: string): string {
  return new Date(Math.floor(Number(micros) / 1_000)).toISOString()
}

// One kind may stand without its list.
function namesIn(value: unknown): string[] {
  return [value].flat().filter((name) => typeof name === 'string')
}
