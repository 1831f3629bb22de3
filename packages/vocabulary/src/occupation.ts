import { aliasIndex, type Found } from './alias-index.ts'
import { codeTable } from './code-table.ts'
import { occupations as rows } from './data/occupations.ts'
import type { IcfCode } from './icf.ts'
import type { Label } from './label.ts'

// A string, not a union of literals: the union would travel into every wire type, and codes arrive from outside anyway.
/** A code of 职业分类大典 2022 (4-09-08-01), or one of ours inside the right group, marked with X (4-03-02-X01). */
export type OccupationCode = string

export type OccupationNearness = 'same' | 'minor_group' | 'major_group' | 'none'

export interface Occupation extends Label {
  code: OccupationCode
  /** `dadian`: code and title of the classification. `ours`: a finer or missing occupation, in the group it belongs to. */
  source: 'dadian' | 'ours'
  aliases: readonly string[]
  /** Prior demands; `tolerated` is the greatest difficulty, 0-4, at which such work usually still goes. */
  demands: readonly { icf: IcfCode; tolerated: 0 | 1 | 2 | 3 | 4 }[]
}

export const occupations: readonly Occupation[] = rows

const table = codeTable(occupations)
const find = aliasIndex(occupations)

export function isOccupationCode(text: string): boolean {
  return table.has(text)
}

/** Labels of an occupation; an unknown code is its own label. */
export function occupationLabel(code: string): Label {
  return table.labelOrCode(code)
}

/** The prior demand profile of an occupation: assumptions only, never a reason to exclude. Empty for an unknown code. */
export function occupationDemands(code: string): Occupation['demands'] {
  return table.find(code)?.demands ?? []
}

/** The occupation a job title names: title or alias as a whole first, then the longest alias inside it. */
export function findOccupation(text: string): Found<OccupationCode> | null {
  // 网站编辑(后调整为…), 行政文员→行政主管: what stands first is the job, the rest comments on it.
  const [lead = ''] = text.split(/[((→]/)
  const whole = find(text)
  return whole?.exact ? whole : (withoutClaim(find(lead)) ?? whole)
}

function withoutClaim(found: Found<OccupationCode> | null): Found<OccupationCode> | null {
  return found && { code: found.code, exact: false }
}

/** How near two codes are: the same, in one 小类 (first three parts), in one 中类 (first two parts), or neither. */
export function occupationNearness(one: string, other: string): OccupationNearness {
  if (one === other) return 'same'
  const [a, b] = [groupsOf(one), groupsOf(other)]
  if (a.major !== b.major) return 'none'
  return a.minor !== null && a.minor === b.minor ? 'minor_group' : 'major_group'
}

interface Groups {
  major: string
  /** null: X stands where we know the 中类 and not the 小类; two of those need not be near. */
  minor: string | null
}

// Asked for every pair that is judged, about a few hundred codes; codes from outside may be anything, so the store is bounded.
const groupsByCode = new Map<string, Groups>()
const mostKept = 10_000

function groupsOf(code: string): Groups {
  const kept = groupsByCode.get(code)
  if (kept !== undefined) return kept
  const [first, second, third] = code.split('-')
  const groups = { major: `${first}-${second}`, minor: third === 'X' ? null : `${third}` }
  if (groupsByCode.size >= mostKept) groupsByCode.clear()
  groupsByCode.set(code, groups)
  return groups
}
