import { foldText, type Span, spanOf } from './fold-text.ts'
import { type LicenceCode, licences } from './licence.ts'
import { shortlyBefore, shortlyBehind } from './near.ts'

export interface ReadLicence {
  readonly code: LicenceCode
  /** Only wished for: 有驾照者优先. */
  readonly wished: boolean
  readonly span: Span
}

export interface LicenceContext {
  /** The text is prose and no list of licences: 护士 and 特种作业 alone are no licences in it. */
  readonly prose?: boolean
}

interface Word {
  text: string
  code: LicenceCode
}

// Latin class letters (C1, A2) count only as a whole word.
const latin = /^[a-z0-9-]+$/
const clearly = /证|照|资格|执照|等级|cet|[一二两]建|注会|[级等]$/
const words: readonly Word[] = licences
  .flatMap(({ code, zh, aliases }) => [zh, ...aliases].map((word) => ({ text: foldText(word).text, code })))
  .sort((one, other) => other.text.length - one.text.length)
const denied = /(?:无需|不需要?|无须|不要求|免|不限)[^,;。]{0,4}$/
const wish = /^[^;。,]{0,8}(?:优先|为佳|更佳|尤佳|加分)/

/** All licences a text names, in its order, each once: C1驾照, 健康证、电工证. One that is not needed (无需驾照) is none. */
export function readLicences(text: string, { prose = false }: LicenceContext = {}): ReadLicence[] {
  const folded = foldText(text)
  const taken = new Set<number>()
  const found = new Map<LicenceCode, { start: number; read: ReadLicence }>()
  for (const { text: word, code } of words) {
    if (prose && !clearly.test(word) && !latin.test(word)) continue
    for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + 1)) {
      const end = at + word.length
      if (taken.has(at) || taken.has(end - 1) || !standsAlone(folded.text, at, word)) continue
      for (let place = at; place < end; place += 1) taken.add(place)
      if (denied.test(shortlyBefore(folded.text, at))) continue
      const read = { code, wished: wish.test(shortlyBehind(folded.text, end)), span: spanOf(folded, at, end) }
      const known = found.get(code)
      if (!known || at < known.start) found.set(code, { start: at, read })
    }
  }
  return [...found.values()].sort((one, other) => one.start - other.start).map(({ read }) => read)
}

function standsAlone(text: string, at: number, word: string): boolean {
  return !latin.test(word) || (!/[a-z0-9]/.test(text.charAt(at - 1)) && !/[a-z0-9]/.test(text.charAt(at + word.length)))
}
