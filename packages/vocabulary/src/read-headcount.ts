import { withDigits } from './chinese-number.ts'

export interface ReadHeadcount {
  min: number | null
  max: number | null
  /** As many as apply (若干, 数名, 不限). */
  open: boolean
  /** A total over several posts or employers, not the vacancies of this one. */
  shared: boolean
}

const openWords = /若干|数名|不限|多名|批量/
const sharedWords = /合计|共计|总计|个岗位.*名/
// A figure about people who already work there is not a vacancy.
const staffWords = /在岗|在职|已有|在做|伙伴/
const range = /(\d+)(?:人|名)?(?:到|至|[-~—–]+)(\d+)/
const countedWords = /(\d+)(多|余)?(?:人|名|位|个|$)/

/** Reads vacancies: 3名, 1-2人, 若干, 合计55个, 十余人. Null when the text names none. */
export function readHeadcount(text: string): ReadHeadcount | null {
  const clean = withDigits(text.normalize('NFKC').replace(/\s/g, ''))
  const shared = sharedWords.test(clean)
  if (staffWords.test(clean)) return null

  const [, low, high] = range.exec(clean) ?? []
  if (low && high && Number(low) <= Number(high)) return { min: Number(low), max: Number(high), open: false, shared }
  const total = /合计近?(\d+)/.exec(clean)
  const counts = [...clean.matchAll(new RegExp(countedWords, 'g'))]
  const last = shared || clean.includes('各') ? counts.at(-1) : counts[0]
  if (openWords.test(clean) && !last) return { min: null, max: null, open: true, shared }
  if (!last) return null
  const count = Number(total?.[1] ?? last[1])
  return count === 0 ? null : { min: count, max: last[2] ? null : count, open: false, shared }
}
