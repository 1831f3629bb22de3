import { codeTable } from './code-table.ts'
import type { Label } from './label.ts'

/** Kinds of employer; several duties of the employment plans depend on them. */
export const employerKinds = [
  { code: 'party_government', zh: '党政机关', en: 'Party or government body' },
  { code: 'public_institution', zh: '事业单位', en: 'Public institution' },
  { code: 'state_enterprise', zh: '国有企业', en: 'State-owned enterprise' },
  { code: 'private', zh: '民营企业', en: 'Private employer' },
  { code: 'platform', zh: '平台企业', en: 'Platform company' },
  { code: 'social_organisation', zh: '社会组织', en: 'Social organisation' },
  { code: 'federation', zh: '残联', en: 'Disabled persons’ federation' },
  { code: 'auxiliary_workshop', zh: '辅助性就业机构', en: 'Auxiliary employment workshop' },
  { code: 'other', zh: '其他单位', en: 'Other' },
] as const satisfies readonly ({ code: string } & Label)[]

export type EmployerKind = (typeof employerKinds)[number]['code']

export const employerKindCodes: readonly EmployerKind[] = employerKinds.map(({ code }) => code)

const table = codeTable<(typeof employerKinds)[number]>(employerKinds)

export function isEmployerKind(text: string): text is EmployerKind {
  return table.has(text)
}

export function employerKindLabel(code: EmployerKind): Label {
  return table.label(code)
}

// GB 32100-2015, characters 1 (registering department) and 2 (category). 91 covers state, private and platform companies alike,
// 13 the federations and other mass organisations: the code does not tell, so they are absent.
const kindByCategory: Readonly<Record<string, EmployerKind>> = {
  '11': 'party_government',
  '12': 'public_institution',
  A1: 'public_institution',
  '51': 'social_organisation',
  '52': 'social_organisation',
  '53': 'social_organisation',
  '81': 'social_organisation',
  '92': 'private',
  '93': 'private',
  N1: 'other',
  N2: 'other',
  N3: 'other',
}

/** The kind that the first two characters of a unified social credit code tell, or null; expects a value that passed `checkUscc`. */
export function employerKindFromUscc(uscc: string): EmployerKind | null {
  return kindByCategory[uscc.slice(0, 2).toUpperCase()] ?? null
}
