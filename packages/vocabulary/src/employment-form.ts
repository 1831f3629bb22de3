import { codeTable } from './code-table.ts'
import type { Label } from './label.ts'

/** The legal and weekly shape of the job; where it is done is `work-mode`. */
export const employmentForms = [
  { code: 'full_time', zh: '全职', en: 'Full-time' },
  { code: 'part_time', zh: '兼职', en: 'Part-time' },
  { code: 'flexible', zh: '灵活就业', en: 'Flexible work' },
  { code: 'home_based', zh: '居家就业', en: 'Home-based work' },
  { code: 'dispatch', zh: '劳务派遣', en: 'Labour dispatch' },
] as const satisfies readonly ({ code: string } & Label)[]

export type EmploymentForm = (typeof employmentForms)[number]['code']

export const employmentFormCodes: readonly EmploymentForm[] = employmentForms.map(({ code }) => code)

const table = codeTable<(typeof employmentForms)[number]>(employmentForms)

export function isEmploymentForm(text: string): text is EmploymentForm {
  return table.has(text)
}

export function employmentFormLabel(code: EmploymentForm): Label {
  return table.label(code)
}
