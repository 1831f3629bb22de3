import { codeTable } from './code-table.ts'
import type { Label } from './label.ts'

/** Where the work is done. */
export const workModes = [
  { code: 'onsite', zh: '现场办公', en: 'On site' },
  { code: 'remote', zh: '远程', en: 'Remote' },
  { code: 'hybrid', zh: '部分远程', en: 'Hybrid' },
] as const satisfies readonly ({ code: string } & Label)[]

export type WorkMode = (typeof workModes)[number]['code']

export const workModeCodes: readonly WorkMode[] = workModes.map(({ code }) => code)

const table = codeTable<(typeof workModes)[number]>(workModes)

export function isWorkMode(text: string): text is WorkMode {
  return table.has(text)
}

export function workModeLabel(code: WorkMode): Label {
  return table.label(code)
}
