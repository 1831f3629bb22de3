import { foldWithDigits } from './chinese-number.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import { shortlyBefore } from './near.ts'

/** A sex the text asks for; it excludes nobody here and is read for the lint. */
export interface ReadSex {
  readonly sex: 'male' | 'female'
  readonly strength: 'required' | 'preferred'
  readonly span: Span
}

const sexWord =
  /(?<before>(?:仅|只)?(?:限|招收?|要|聘)?)(?<![子孙儿处美猛少妇师父])(?<sex>[男女])(?:性|士|生|职工|同志|的)?(?<after>优先|为佳|优先考虑|勿扰|不要|不招)?(?=$|[;,。、\n:()/!+\d]|优先|身高|年龄|形象|且|均|限|员工|\d)/g
const either = /男女(?:不限|均可|皆可|都可|兼收|不拘|各|同)|性别(?:要求)?:?(?:不限|无要求|均可)|不限(?:男女|性别)|男、?女(?:均|皆|不)/

/**
 * Reads a sex that is asked for: 限男性, 女,55岁以下, 男士优先. Null when both are named (男女不限; 女身高160以上,男身高170以上) or none.
 */
export function readSex(text: string): ReadSex | null {
  const folded = foldText(text)
  const clean = folded.text.replace(/男女各/g, '##各')
  if (either.test(folded.text)) return null
  const found = [...clean.matchAll(sexWord)].filter(
    (match) => startsClause(clean, match) || match.groups?.['before'] !== '' || match.groups?.['after'] !== undefined,
  )
  const [first] = found
  if (!first || new Set(found.map(({ groups }) => groups?.['sex'])).size > 1) return null
  const { sex, after } = first.groups ?? {}
  const isRefused = after !== undefined && /勿扰|不要|不招/.test(after)
  const isMale = (sex === '男') !== isRefused
  const rest = clean.slice(first.index + first[0].length)
  const strength = /优先|为佳/.test(after ?? '') || /^(?:优先|为佳)/.test(rest) ? 'preferred' : 'required'
  return { sex: isMale ? 'male' : 'female', strength, span: spanOf(folded, first.index, first.index + first[0].length) }
}

function startsClause(text: string, { index }: RegExpExecArray): boolean {
  return /(?:^|[;,。、\n:()/!.\d]|性别(?:要求)?|要求)$/.test(shortlyBefore(text, index))
}

/** Years of experience that are asked for. */
export interface ReadExperience {
  /** Whole or part years; 0 where none is needed. */
  readonly years: number
  readonly strength: 'required' | 'preferred'
  readonly span: Span
}

const noneNeeded =
  /(?:经验|经历|工作年限)(?:要求)?:?(?:不限|不拘|无要求|不作要求|不做要求|均可)|(?:无需|不需要?|无须|不要求|不限|无)(?:相关|工作|任何)*经验|有无(?:[一-龥]{0,6})经验(?:均可|亦可|都可|皆可)|^(?:不限|不拘|无|无要求|应届(?:毕?业?生)?)$|零基础|生手(?:亦可|可)|0经验|应届(?:毕业)?生(?:亦可|可|均可)/
const years =
  /(?<low>\d{1,2}(?:\.5)?)(?:(?:到|至|[-~—–]+)(?<high>\d{1,2}))?(?<unit>年|个月|个年头)(?:及|或)?(?:以上|左右|多)?(?:的|含)?(?<what>[^;。,\n\d]{0,16}?)(?:经验|经历|工龄|从业|资历)|(?:经验|从业|工作(?:年限|时间)?)[^;。,\n\d]{0,8}(?:满|达|不少于|至少)?(?<after>\d{1,2}(?:\.5)?)(?<afterUnit>年|个月)(?:以上|及以上)?|^(?<bare>\d{1,2})(?:[-~—–]\d{1,2})?年(?:及|或)?(?:以上|以内)?$/

/** Reads experience: 1年以上相关工作经验, 3-5年, 经验不限, 无需经验. Null when no figure is named (有经验者优先). */
export function readExperience(text: string): ReadExperience | null {
  const folded = foldWithDigits(text)
  const clean = folded.text
  const found = years.exec(clean)
  if (found) {
    const { low, unit, after, afterUnit, bare } = found.groups ?? {}
    const figure = Number(low ?? after ?? bare)
    const inYears = (unit ?? afterUnit) === '个月' ? Math.round((figure / 12) * 100) / 100 : figure
    const rest = /^[^;。,\n]*/.exec(clean.slice(found.index + found[0].length))?.[0] ?? ''
    const strength = /优先|为佳|更佳/.test(rest + found[0]) ? 'preferred' : 'required'
    return { years: inYears, strength, span: spanOf(folded, found.index, found.index + found[0].length) }
  }
  const none = noneNeeded.exec(clean)
  return none && { years: 0, strength: 'required', span: spanOf(folded, none.index, none.index + none[0].length) }
}
