import { employerTails, occupationByFamily, occupationHints, statusWords, titleNoise, vagueTitles } from './data/occupation-hints.ts'
import { type FoldedText, foldText, type Span, spanOf } from './fold-text.ts'
import { type OccupationCode, occupations } from './occupation.ts'
import { type Entry, type FieldTexts, type Segment, segmenter } from './segment.ts'
import { findSkill, skillFamily } from './skill.ts'

export interface ReadOccupation {
  code: OccupationCode
  /** 0 to 1: 1 is a title that is a name of the occupation, below 0.5 the word stood in the texts only. */
  confidence: number
  /** Where it was read: `title`, or the name of the text. */
  field: string
  span: Span
  /** Other occupations the title names (服务员/操作工), the likelier first. */
  alternatives: { code: OccupationCode; confidence: number }[]
}

const status = new Set(statusWords.map((word) => foldText(word).text))
const dictionary = segmenter<OccupationCode>(words())
const vague: ReadonlySet<string> = new Set(vagueTitles)
const noise = segmenter<true>(titleNoise.map((word) => ({ word, value: true as const })))
const hints = occupationHints.map((hint) => ({ ...hint, words: new RegExp(hint.words) }))

const clauseEnd = /[/、,;:|→+&\n。!！]|(?<=[员工师])[和及与或兼](?=.{2})|兼职?做?(?=.{2})/g
/** A space between two words (保安 保洁), and none inside a spaced one (保 安). */
const wordGap = /(?<=[^\s\p{P}]{2})\s+(?=[\p{L}]{2})/gu
/** The name of an employer says what is done there, and of no post. */
const placeEnd = /(?:公司|集团|厂|店|中心|学校|医院|部|协会|合作社|工坊)$/
const secondClause = 0.9
const hintedConfidence = 0.75
/** What stands behind is no longer the title of a post. */
const longestTitle = 200
const inTexts = 0.45
const vagueConfidence = 0.4
const textsInOrder = ['category', 'duties', 'requirements', 'skills'] as const

/**
 * The occupation of a posting: from its title, made exact by the other texts (维修工 who does 水电维修), or from the texts when the title says none.
 * Null when nothing names one.
 */
export function readOccupation(title: string, texts: FieldTexts = {}): ReadOccupation | null {
  const folded = foldText(title.slice(0, longestTitle))
  const [first, ...others] = ranked(namesIn(folded))
  if (!first) return readFromSkill(folded) ?? readFromTexts(texts)
  if (vague.has(folded.text.slice(first.start, first.end))) {
    const named = readFromTexts(texts)
    if (named) return named
  }
  const { confidence, code } = madeExact(first, texts)
  const alternatives = others.map((other) => ({ code: other.code, confidence: other.confidence }))
  return { code, confidence, field: 'title', span: spanOf(folded, first.start, first.end), alternatives }
}

interface NamedOccupation {
  code: OccupationCode
  confidence: number
  start: number
  end: number
}

function* words(): Iterable<Entry<OccupationCode>> {
  for (const { code, zh, aliases } of occupations) for (const word of [zh, ...aliases]) yield { word, value: code }
}

function namesIn(folded: FoldedText): NamedOccupation[] {
  const whole = dictionary.all(folded).find(({ start, end }) => start === 0 && end === folded.text.length)
  if (whole) return [{ code: whole.value, confidence: vague.has(whole.word) ? vagueConfidence : 1, start: whole.start, end: whole.end }]
  const segments = dictionary.cover(folded).filter(({ start, end }) => !isBeside(folded.text, start, end))
  return clausesOf(folded).flatMap((clause) => headOf(clause, segments, folded) ?? [])
}

/** The employer's name (家政公司招会计) and the word for hiring itself (店招聘技师) name no post. */
function isBeside(text: string, start: number, end: number): boolean {
  return employerTails.test(text.slice(end)) || (text.startsWith('招聘', start) && end - start === 2 && end < text.length)
}

interface Clause {
  start: number
  end: number
  /** Inside brackets: a remark on the job, which counts only where nothing else names one. */
  isRemark: boolean
}

function clausesOf(folded: FoldedText): Clause[] {
  const { text } = folded
  const parts: Clause[] = []
  let depth = 0
  let start = 0
  const close = (end: number, next: number) => {
    if (end > start) parts.push({ start, end, isRemark: depth > 0 })
    start = next
  }
  const ends = new Map([...text.matchAll(clauseEnd)].map((match) => [match.index, match[0].length]))
  for (const gap of folded.given.matchAll(wordGap)) ends.set(folded.places.indexOf(gap.index + gap[0].length), 0)
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at)
    const isBracket = /[([【〔「<)\]】〕」>]/.test(unit)
    if (!isBracket && !ends.has(at)) continue
    close(at, at + (isBracket ? 1 : (ends.get(at) ?? 1)))
    if (isBracket) depth = /[([【〔「<]/.test(unit) ? depth + 1 : Math.max(0, depth - 1)
  }
  close(text.length, text.length)
  return parts
}

/** The head of a title stands last (超市保洁), unless it only says a place in the team (厨房员工). */
function headOf(
  { start, end, isRemark }: Clause,
  segments: readonly Segment<OccupationCode>[],
  folded: FoldedText,
): NamedOccupation | null {
  const inside = segments.filter((segment) => segment.start >= start && segment.end <= end)
  const head = inside.findLast(({ word }) => !status.has(word)) ?? inside.at(-1)
  if (!head) return null
  const said = end - start - noiseIn(folded, start, end)
  const share = Math.min(1, (head.end - head.start) / Math.max(1, said))
  const confidence = (0.55 + 0.4 * share) * (isRemark ? 0.5 : 1)
  return { code: head.value, confidence: round(confidence), start: head.start, end: head.end }
}

function noiseIn(folded: FoldedText, start: number, end: number): number {
  return noise
    .cover(folded)
    .filter((segment) => segment.start >= start && segment.end <= end)
    .reduce((sum, segment) => sum + segment.end - segment.start, 0)
}

/** What is named twice comes before what is named once, and of equals what stands first. */
function ranked(names: readonly NamedOccupation[]): NamedOccupation[] {
  const byCode = new Map<OccupationCode, NamedOccupation & { votes: number }>()
  for (const [place, name] of names.entries()) {
    const vote = name.confidence * (place === 0 ? 1 : secondClause)
    const known = byCode.get(name.code)
    if (known) known.votes += vote
    else byCode.set(name.code, { ...name, votes: vote })
  }
  const doubt = byCode.size > 1 ? 0.8 : 1
  return [...byCode.values()]
    .sort((one, other) => other.votes - one.votes)
    .map(({ code, confidence, start, end }) => ({ code, confidence: round(confidence * doubt), start, end }))
}

function madeExact(name: NamedOccupation, texts: FieldTexts): { code: OccupationCode; confidence: number } {
  const narrower = hints.filter(({ of }) => of === name.code)
  if (narrower.length === 0) return name
  const said = textsInOrder.map((field) => foldText(texts[field] ?? '').text).join('\n')
  const hint = narrower.find(({ words }) => words.test(said))
  return hint ? { code: hint.is, confidence: Math.min(name.confidence, hintedConfidence) } : name
}

/** A title that names a skill and nobody (香囊缝制): the family of the skill tells the kind of work. */
function readFromSkill(title: FoldedText): ReadOccupation | null {
  const [lead = ''] = title.text.split(/[([【]/)
  const skill = placeEnd.test(lead) ? null : findSkill(lead.replace(/[工员师岗]$/, ''))
  const code = skill === null ? undefined : occupationByFamily[skillFamily(skill) ?? '']
  return code === undefined ? null : fromTitle(code, title)
}

function fromTitle(code: OccupationCode, title: FoldedText): ReadOccupation {
  return { code, confidence: vagueConfidence, field: 'title', span: spanOf(title, 0, title.text.length), alternatives: [] }
}

function readFromTexts(texts: FieldTexts): ReadOccupation | null {
  for (const field of textsInOrder) {
    const folded = foldText(texts[field] ?? '')
    const named = dictionary.cover(folded).find(({ word }) => word.length > 2 && !status.has(word))
    if (!named) continue
    const confidence = field === 'category' ? hintedConfidence : inTexts
    return { code: named.value, confidence, field, span: spanOf(folded, named.start, named.end), alternatives: [] }
  }
  return null
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100
}
