import { type DisabilityItem, disabilityItems } from './disability-items.ts'
import { type NamedType, statementWords } from './disability-words.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import { staffWordsIn } from './staff-words.ts'

export type { DisabilityItem } from './disability-items.ts'
export type { NamedType, Severity } from './disability-words.ts'

/** What an employer says about types and grades: a statement to review, never a filter. */
export interface DisabilityStatement {
  /** Disabled people at large, listed types, a preference, nobody disabled, or whoever holds a certificate. */
  readonly scope: 'any' | 'listed' | 'priority' | 'excluded' | 'certificate_only'
  readonly items: readonly DisabilityItem[]
  /** Types it leaves out (精神残疾除外). */
  readonly except: readonly NamedType[]
  /** Grades of disabled veterans (军残), 1 the most severe. */
  readonly veterans: readonly [number, number] | null
  readonly span: Span
}

export interface DisabilityContext {
  /** Where the text stands. In a title and in prose only words count that cannot speak of anything else. */
  readonly from?: 'column' | 'title' | 'prose'
  /** The vacancies of the same row: where they speak of staff (16名(已在岗)), types without a wish speak of them too. */
  readonly headcount?: string
}

const disabled =
  /有证(?:就行|即可|都行)|残疾|残健|健残|残障|伤残|身障|身心障碍|障碍者|障碍人士|残友|持证残|庇护(?:性|工场|就业)|辅助性(?:就业|岗位)/
const excluded =
  /(?<![上下]肢|双[手上下]肢?|[手脚腿足眼有])无(?:任何|明显|身体|先天|其他|重大)*(?:残疾|残障)(?!人?证|类|等级|要求|限制|歧视|人士?优先)|非残疾|没有残疾|不(?:招收?|招聘|接收|接受|收|要|考虑|适合|安排)(?:任何|有|身体)?(?:残疾|残障)|(?<![力体语神重哑障类觉肢])残[疾障](?:人士?|者)?(?:勿扰|免谈|不招|不予|谢绝|勿投|勿)/
const preferred = /优先|倾向|为佳|尤佳|照顾|侧重|更佳/
// 残疾人特别是肢体残疾人: the types are examples.
const alsoTaken = /(?<!亦|均)也(?:接受|接收|可|行|欢迎|招|收|能)|(?:人士|使用者|者|人)可(?:居家|安排|坐)|不要紧|没关系|不影响录用/
const examples = /(?<!不|不包|[)）])(?:含|包括|特别是|尤其是?)/
// 类别不限,三级四级优先; 二级(含)以下: in a column of its own.
const anyType = /(?:类[别型]|种类|等级|级别)(?:均|都)?不限/
const certificate = /(?<![无没不][^,;。]{0,4})残疾(?:人|军人)?(?:登记)?证|身心障碍(?:者)?(?:证明|手册)|持证|有证(?:就行|即可|都行)/
const everyone =
  /^(?:残疾|残障)?(?:各|所有|全部|任何)?(?:类[别型]?|种类|等级|级别|程度|[和及与、/])*(?:均|都|皆)?(?:不限制?|可以?|无要求|无限制|不作要求|全部|适合|接收|接受)(?:类[别型]|种类|等级|级别|程度|[和及与、/])*$|^(?:各|全|所有)类[别型]?$/
const veteranWords = '(?:军残|残疾军人|伤残军人|伤残人民警察|革命伤残军人)(?:证)?'
const grade = '([1-9]0?|[一二三四五六七八九十])'
const veterans = new RegExp(
  `${veteranWords}[^,;。\\d一二三四五六七八九十]{0,3}${grade}级?(?:到|至|[-~—–])${grade}级|${grade}级?(?:到|至|[-~—–])${grade}级(?:的)?${veteranWords}`,
)

// In prose and titles somebody may be the customer, the pupil or the subject: 服务残疾人, 残疾人专职委员, 听障儿童康复.
const asksFor =
  /优先|限|面向|欢迎|接收|接受|招|聘|适合|可报|均可|亦可|也可|可应聘|录用|胜任|方可|持有?|具有|具备|除外|不招|不收|不接收|报考|报名|须|符合|倾向|岗位?[)]?$/
const aboutCustomers =
  /残(?:疾人|障)(?:人士?)?(?:专职|专委|委员|联络|康复|工作|事业|服务|协会|联合会|就业(?!岗)|教育|福利|托养|照护|运动|艺术|家庭|辅助(?!性就业)|用工|备案|政策|信息|档案|需求|数据|岗位开发|维权)|(?:服务|帮助|协助|照护|护理|培训|教|辅导|陪护)[^,;。]{0,6}(?:残[疾障]|障碍|盲|聋|听障|视障|自闭|孤独)|(?:障碍|自闭症|孤独症|听障|视障|残疾|聋哑?)(?:学生|儿童|孩子|幼儿|少年|老人|患者|客户)/

/**
 * Reads what a posting says about disabled applicants: "听力、肢体3、4级", "三、四级肢体残疾人，四级视力残疾人", 残疾人优先, 须持残疾人证, 无残疾, 军残1-8级.
 * Null when it says nothing, cannot be told, or speaks of somebody already in post (27名在岗).
 */
export function readDisability(text: string, { from = 'column', headcount = '' }: DisabilityContext = {}): DisabilityStatement | null {
  const folded = foldText(text)
  const clean = folded.text
  const refusal = excluded.exec(clean)
  if (refusal) return nobody(spanOf(folded, refusal.index, refusal.index + refusal[0].length))
  if (staffWordsIn(clean)) return null
  const spoken = from === 'column' ? { start: 0, end: clean.length } : spokenPart(clean, from)
  if (!spoken) return null
  const part = clean.slice(spoken.start, spoken.end)
  const ofVeterans = veterans.exec(part)
  const plain = ofVeterans ? part.replace(ofVeterans[0], '#'.repeat(ofVeterans[0].length)) : part
  const { items, except } = disabilityItems(plain, from !== 'column' && !disabled.test(part))
  const isSaid =
    items.length + except.length > 0 || ofVeterans !== null || disabled.test(part) || (from === 'column' && isSaidInColumn(part))
  if (!isSaid) return null
  const scope = scopeOf(part, items.length > 0)
  if (scope !== 'priority' && staffWordsIn(foldText(headcount).text)) return null
  const span = spanOf(folded, spoken.start, spoken.end)
  return { scope, items, except, veterans: ofVeterans && veteranGrades(ofVeterans), span }
}

function nobody(span: Span): DisabilityStatement {
  return { scope: 'excluded', items: [], except: [], veterans: null, span }
}

/** The sentence of a longer text that speaks of disabled applicants. */
function spokenPart(text: string, from: 'title' | 'prose'): { start: number; end: number } | null {
  for (const match of text.matchAll(/[^;。\n]+/g)) {
    const speaks = disabled.test(match[0]) || statementWords(match[0], true).some(({ kind }) => kind === 'types')
    const asks = from === 'title' || asksFor.test(match[0])
    if (speaks && (asks || isBare(match[0])) && !aboutCustomers.test(match[0]))
      return { start: match.index, end: match.index + match[0].length }
  }
  return null
}

/** A column about types needs no word for disability. */
function isSaidInColumn(text: string): boolean {
  return everyone.test(text) || anyType.test(text) || statementWords(text, false).some(({ kind }) => kind !== 'types')
}

/** 残疾人(含轮椅), 特别是瘫痪者: examples stand behind the marker and no type before it. */
function givesExamples(text: string): boolean {
  const marker = examples.exec(text)
  return marker !== null && !statementWords(text.slice(0, marker.index), false).some(({ kind }) => kind === 'types')
}

/** A sentence that is nothing but types and grades: 肢体残疾四级. */
function isBare(sentence: string): boolean {
  const rest = statementWords(sentence, true).reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), sentence)
  return rest.length < sentence.length && /^(?:残疾|残障|障碍|人士?|者|类别?|[、,/()和及或与的])*$/.test(rest)
}

function scopeOf(text: string, hasItems: boolean): DisabilityStatement['scope'] {
  if (/有证(?:就行|即可|都行)/.test(text)) return 'certificate_only'
  if (preferred.test(text)) return 'priority'
  if (hasItems) return givesExamples(text) || (alsoTaken.test(text) && !/只|仅|限/.test(text)) ? 'any' : 'listed'
  return certificate.test(text) ? 'certificate_only' : 'any'
}

function veteranGrades([, ...figures]: RegExpExecArray): [number, number] {
  const [low = 1, high = 10] = figures
    .filter((figure) => figure !== undefined)
    .map((figure) => '一二三四五六七八九十'.indexOf(figure) + 1 || Number(figure))
  return [low, high]
}
