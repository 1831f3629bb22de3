import { bySubject, type Fate } from './fates.ts'
import type { Finding, FindingKind } from './finding.ts'

/** A version that the house kept of a posting or a person, with the marker of the change that made it. */
export interface KeptVersion {
  /** The id of the row. */
  entity: string
  version: number
  /** null: no change of a client made it. */
  marker: number | null
}

/** How a posting or a person stands now. */
export interface Standing {
  entity: string
  marker: number | null
  isOpen: boolean
}

export interface Ledger {
  /** Every version there is, of each entity from the first to the last. */
  versions: readonly KeptVersion[]
  standings: readonly Standing[]
}

interface Examined {
  fates: readonly Fate[]
  ledger: Ledger
  check: string
  /** Changes of which no version need tell, by their markers; how the subject stands must tell of them all the same. */
  untold?: ReadonlySet<number>
}

/**
 * Compares what clients were told with what is kept: what was acknowledged is there, once, in the order in which it was acknowledged, and nothing is
 * there that was refused or that nobody sent. What is unknown may be there once or not at all.
 */
export function checkLedger({ fates, ledger, check, untold = new Set() }: Examined): Finding[] {
  const subjects = bySubject(fates)
  const erased = new Set(
    [...subjects]
      .filter(([, own]) => own.some(({ effect, result }) => effect === 'erase' && result !== 'fail'))
      .map(([subject]) => subject),
  )
  const fateOf = new Map(fates.map((fate) => [fate.marker, fate]))
  const timesKept = timesOf(ledger.versions)
  const found = (kind: FindingKind, subject: string, detail: string): Finding => ({ kind, check, subject, detail })

  const ofChanges = fates.flatMap(({ subject, effect, marker, result }) => {
    if (erased.has(subject) || effect === 'erase') return []
    const times = timesKept.get(marker) ?? 0
    if (result === 'ok' && times === 0 && !untold.has(marker))
      return [found('missing', subject, `${effect} ${marker} was acknowledged and is not there`)]
    if (result === 'fail' && times > 0) return [found('phantom', subject, `${effect} ${marker} was refused and is there`)]
    return times > 1 ? [found('effect_duplicate', subject, `${effect} ${marker} is there ${times} times`)] : []
  })
  const unsent = ledger.versions
    .filter(({ marker }) => marker === null || !fateOf.has(marker))
    .map(({ entity, version }) => found('phantom', entity, `version ${version} comes from no change that was sent`))
  return [...ofChanges, ...unsent, ...disorders({ fates, ledger, check }, fateOf), ...wrongEnds({ fates, ledger, check }, erased)]
}

/** How often a marker begins in the versions of an entity: a version that repeats the one before it was made by something else. */
function timesOf(versions: readonly KeptVersion[]): Map<number, number> {
  const times = new Map<number, number>()
  let before: KeptVersion | undefined
  for (const kept of versions) {
    const goesOn = before?.entity === kept.entity && before.marker === kept.marker
    if (kept.marker !== null && !goesOn) times.set(kept.marker, (times.get(kept.marker) ?? 0) + 1)
    before = kept
  }
  return times
}

function disorders({ ledger, check }: Examined, fateOf: ReadonlyMap<number, Fate>): Finding[] {
  const findings: Finding[] = []
  let before: { entity: string; op: number; marker: number } | undefined
  for (const { entity, marker } of ledger.versions) {
    const fate = marker === null ? undefined : fateOf.get(marker)
    if (!fate) continue
    // What nobody knows the outcome of may have been done late.
    if (before?.entity === entity && fate.op < before.op && fate.result === 'ok')
      findings.push({ kind: 'disorder', check, subject: fate.subject, detail: `${fate.marker} comes after ${before.marker}` })
    before = { entity, op: fate.op, marker: fate.marker }
  }
  return findings
}

/** Whoever was told last, is how it stands; or what came after that and is unknown. */
function wrongEnds({ fates, ledger, check }: Examined, erased: ReadonlySet<string>): Finding[] {
  const standingOf = new Map(ledger.standings.map((standing) => [standing.entity, standing]))
  const entityOf = new Map<string, string>()
  const subjectOf = new Map(fates.map(({ marker, subject }) => [marker, subject]))
  for (const { entity, marker } of ledger.versions) {
    const subject = marker === null ? undefined : subjectOf.get(marker)
    if (subject !== undefined) entityOf.set(subject, entity)
  }
  for (const { subject, id } of fates) if (id !== null) entityOf.set(subject, id)
  const found = (kind: FindingKind, subject: string, detail: string): Finding => ({ kind, check, subject, detail })

  return [...bySubject(fates)].flatMap(([subject, own]) => {
    const standing = standingOf.get(entityOf.get(subject) ?? '')
    if (erased.has(subject)) {
      const isSure = own.some(({ effect, result }) => effect === 'erase' && result === 'ok')
      return standing && isSure ? [found('phantom', subject, 'was erased and is there')] : []
    }
    const lastAt = own.findLastIndex(({ result }) => result === 'ok')
    const last = own[lastAt]
    if (!last) return []
    if (!standing) return [found('missing', subject, 'was acknowledged and is not there')]
    const allowed = [last, ...own.slice(lastAt + 1).filter(({ result }) => result === 'info')]
    return allowed.some(({ marker, effect }) => standing.marker === marker && standing.isOpen === (effect !== 'close'))
      ? []
      : [found('missing', subject, `stands at ${standing.marker}, was last told of ${last.marker} (${last.effect})`)]
  })
}
