import { aliasIndex } from './alias-index.ts'
import { codeTable } from './code-table.ts'
import { skills as rows } from './data/skills.ts'
import type { Label } from './label.ts'
import { withForms } from './skill-forms.ts'

// A string, not a union of literals: the union would travel into every wire type, and codes arrive from outside anyway.
export type SkillCode = string
export type SkillFamily = (typeof rows)[number]['family']
export type SkillRelation = 'same' | 'near_equal' | 'family' | 'none'

export interface Skill extends Label {
  code: SkillCode
  family: SkillFamily
  aliases: readonly string[]
  /** The broader skill of which this one is a kind or a part. */
  parent?: SkillCode
  /** Skills that do nearly the same job; `relatedness` reads them in both directions. */
  nearEqual?: readonly SkillCode[]
}

export const skills: readonly Skill[] = withForms<Skill>(rows)

const table = codeTable(skills)
const find = aliasIndex(skills)
const near = links((skill) => skill.nearEqual ?? [])
for (const [code, others] of near) for (const other of others) addTo(near, other, code)
const children = links(() => [])
for (const { code, parent } of skills) if (parent) addTo(children, parent, code)
const none: ReadonlySet<SkillCode> = new Set()

export function isSkillCode(text: string): boolean {
  return table.has(text)
}

/** Labels of a skill; an unknown code is its own label. */
export function skillLabel(code: string): Label {
  return table.labelOrCode(code)
}

/** The skill a short text names, as a whole or inside it (熟练使用 Excel); null when it names none. */
export function findSkill(text: string): SkillCode | null {
  return find(text)?.code ?? null
}

/** The family of a skill, or null for an unknown code. */
export function skillFamily(code: string): SkillFamily | null {
  return table.find(code)?.family ?? null
}

/** The broader skills, nearest first: for `excel_charts` excel, office software, computer use. Empty for an unknown code. */
export function skillParents(code: string): SkillCode[] {
  const parent = table.find(code)?.parent
  return parent === undefined ? [] : [parent, ...skillParents(parent)]
}

/** The other skills with the same direct parent; empty without a parent. */
export function skillSiblings(code: string): SkillCode[] {
  const parent = table.find(code)?.parent
  return parent === undefined ? [] : [...(children.get(parent) ?? none)].filter((other) => other !== code)
}

/** The skills that do nearly the same job, told by either side. */
export function nearEquals(code: string): SkillCode[] {
  return [...(near.get(code) ?? none)]
}

/** What a skill somebody has is worth for a skill somebody needs; the same in both directions. */
export function relatedness(have: string, need: string): SkillRelation {
  if (have === need) return 'same'
  return relativesOf(need).get(have) ?? 'none'
}

// Asked for every pair of a held and a needed skill: one look-up in a small map instead of three in large ones.
const relatives = new Map<SkillCode, ReadonlyMap<SkillCode, SkillRelation>>()
const noRelatives: ReadonlyMap<SkillCode, SkillRelation> = new Map()

function relativesOf(code: SkillCode): ReadonlyMap<SkillCode, SkillRelation> {
  return relatives.get(code) ?? findRelatives(code)
}

function findRelatives(code: SkillCode): ReadonlyMap<SkillCode, SkillRelation> {
  const own = table.find(code)
  if (own === undefined) return noRelatives
  const found = new Map<SkillCode, SkillRelation>()
  for (const other of skills) if (other.family === own.family && other.code !== code) found.set(other.code, 'family')
  for (const other of near.get(code) ?? none) found.set(other, 'near_equal')
  relatives.set(code, found)
  return found
}

function links(of: (skill: Skill) => readonly SkillCode[]): Map<SkillCode, Set<SkillCode>> {
  return new Map(skills.map((skill) => [skill.code, new Set(of(skill))]))
}

function addTo(map: Map<SkillCode, Set<SkillCode>>, code: SkillCode, other: SkillCode): void {
  map.get(code)?.add(other)
}
