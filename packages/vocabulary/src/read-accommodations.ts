import { type AccommodationCode, accommodations } from './accommodation.ts'
import { accommodationPhrases } from './data/accommodation-phrases.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import { shortlyBefore, shortlyBehind } from './near.ts'

export interface ReadAccommodation {
  readonly code: AccommodationCode
  readonly span: Span
}

export interface AccommodationContext {
  /** The text is prose and no list of what is offered: in it only what the employer says to offer counts. */
  readonly prose?: boolean
}

const rows = accommodationPhrases.map(([code, words]) => ({ code, pattern: new RegExp(words, 'g') }))
const labels = accommodations.map(({ code, zh }) => ({ code, label: foldText(zh).text }))
const denied = /(?:无|没有|不提供|暂无|不可|不能|不支持|不|未|缺乏|无法)$/
// 负责手语翻译 is a task and 会手语优先 a skill; 提供手语翻译 is an offer.
const offers =
  /提供|配备|配有|配置|设有|设置|安排|支持|可申请|允许|具备|完善|备有|装有|享受|协助|免费|便利|可(?:居家|远程|试工|坐)|有无障碍|有电梯|有坡道|班车|接送|弹性/

/**
 * Reads the accommodations an employer offers: 手语翻译, 无障碍通道, 可居家办公, 师傅带教, 弹性工作时间. Each once, in the order of the text;
 * 无电梯 is none. What fits no row of the table is left to the reader as text.
 */
export function readAccommodations(text: string, { prose = false }: AccommodationContext = {}): ReadAccommodation[] {
  const folded = foldText(text)
  const whole = labels.find(({ label }) => label === folded.text)
  if (whole) return [{ code: whole.code, span: spanOf(folded, 0, folded.text.length) }]
  const found = new Map<AccommodationCode, { start: number; end: number }>()
  for (const { code, pattern } of rows) {
    for (const match of folded.text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (denied.test(shortlyBefore(folded.text, start)) || (prose && !offers.test(clauseAround(folded.text, start, end)))) continue
      if (!found.has(code)) found.set(code, { start, end })
    }
  }
  return [...found]
    .filter(([, one]) => ![...found.values()].some((other) => contains(other, one)))
    .sort(([, one], [, other]) => one.start - other.start)
    .map(([code, { start, end }]) => ({ code, span: spanOf(folded, start, end) }))
}

type Stretch = { start: number; end: number }

function contains(outer: Stretch, inner: Stretch): boolean {
  return outer.start <= inner.start && outer.end >= inner.end && outer.end - outer.start > inner.end - inner.start
}

function clauseAround(text: string, start: number, end: number): string {
  const before = /[^;。\n]*$/.exec(shortlyBefore(text, start))?.[0] ?? ''
  const after = /^[^;。\n]*/.exec(shortlyBehind(text, end))?.[0] ?? ''
  return before + text.slice(start, end) + after
}
