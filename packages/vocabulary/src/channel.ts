import { codeTable } from './code-table.ts'
import type { Label } from './label.ts'

/** Through which door a posting is filled. */
export const channels = [
  { code: 'targeted', zh: '定向招录', en: 'Reserved recruitment' },
  { code: 'open', zh: '公开招聘', en: 'Open recruitment' },
  { code: 'public_welfare', zh: '公益性岗位', en: 'Public-welfare post' },
  { code: 'auxiliary', zh: '辅助性就业', en: 'Auxiliary (sheltered) employment' },
  { code: 'internship', zh: '实习见习', en: 'Internship' },
] as const satisfies readonly ({ code: string } & Label)[]

export type Channel = (typeof channels)[number]['code']

export const postingChannelCodes: readonly Channel[] = channels.map(({ code }) => code)

const table = codeTable<(typeof channels)[number]>(channels)

export function isChannel(text: string): text is Channel {
  return table.has(text)
}

export function channelLabel(code: Channel): Label {
  return table.label(code)
}
