import type { Channel } from './channel.ts'
import type { EmploymentForm } from './employment-form.ts'
import { type FoldedText, foldText, type Span, spanOf } from './fold-text.ts'
import { shortlyBefore } from './near.ts'
import { readHours } from './read-hours.ts'
import type { WorkMode } from './work-mode.ts'

export interface ReadEmployment {
  readonly form: EmploymentForm | null
  /** 公益性岗位, 辅助性就业 and 见习 are doors, not forms. */
  readonly channel: Channel | null
  /** False where hours and not words tell the form: eight hours a day are full-time work. */
  readonly stated: boolean
  readonly span: Span
}

type Words<Code> = readonly (readonly [Code, RegExp])[]

const formWords: Words<EmploymentForm> = [
  ['dispatch', /(?:劳务|人事|岗位)?(?<!委)派遣|劳务外包|外包(?:岗|工|员工|形式)|第3方(?:签|用工)|第三方(?:签|用工)/],
  ['flexible', /灵活(?:就业|用工)|零工|自由职业|抢班|抢单|选班|众包|计件(?:取酬|居家)|居家计件|合作(?:制|关系)/],
  ['home_based', /居家(?:就业|工作|办公|客服|岗)|在家(?:就业|工作|办公|加工|做|装配)|家庭作坊|来料加工/],
  [
    'part_time',
    /兼职|小时工(?!作)|钟点|半天(?:班|工|制)?|半日|临时工|短期工|暑假工|寒假工|学生工|非全日制(?!大专|本科|学历|专科|教育|大学|研究生)|part-?time/,
  ],
  [
    'full_time',
    /全职|全日制(?=劳动|用工|工作|员工|劳务|就业|$)|正式(?:工|员工|编|在编|用工|合同)|在编|编制(?!外)|(?:签订?|订立)(?:正式|固定期限|无固定期限)?劳动合同|劳动合同制?|合同制|长期工|长期用工|full-?time/,
  ],
]
const channelWords: Words<Channel> = [
  ['public_welfare', /公益性?岗位?/],
  ['auxiliary', /辅助性(?:就业|岗位)|庇护(?:性|工场|就业)|工疗|阳光(?:之家|工坊|家园)|残疾人之家|托养/],
  ['internship', /实习(?:生|岗|期满|见习)?(?!期)|见习(?:岗|生|单位|基地)?(?!期)/],
  ['targeted', /定向(?:招|录|岗)|专项招聘|残疾人(?:专岗|专场|专设)|专设(?:残疾人)?岗|面向残疾人(?:专项)?招/],
]
const fullDay = 7
const halfDay = 5

/** Reads the form of employment and the door: 全职, 兼职, 劳务派遣, 居家计件, 公益性岗位, 见习. Hours alone (8小时,双休) tell full time. Null when neither is said. */
export function readEmployment(text: string): ReadEmployment | null {
  const folded = foldText(text)
  const form = firstOf(formWords, folded)
  const channel = firstOf(channelWords, folded)
  if (form || channel) {
    const [start, end] = [Math.min(...startsOf(form, channel)), Math.max(...[form, channel].map((found) => found?.end ?? 0))]
    return {
      form: form?.code ?? formOfHours(text)?.form ?? null,
      channel: channel?.code ?? null,
      stated: form !== null,
      span: spanOf(folded, start, end),
    }
  }
  const told = formOfHours(text)
  return told && { form: told.form, channel: null, stated: false, span: told.span }
}

const placeWords: Words<WorkMode> = [
  [
    'hybrid',
    /(?:部分|可部分|混合)(?:远程|居家|办公)|(?:远程|居家|在家)(?:与|和|\+|、|或)(?:到岗|现场|坐班)|(?:到岗|现场|坐班)(?:与|和|\+|、|或)(?:远程|居家|在家)|每周(?:到岗|坐班)\d天/,
  ],
  ['remote', /居家|在家(?!政)(?!具)|远程(?:办公|工作|就业|岗)?|线上(?:办公|工作|坐席)|宅家|云客服|soho|不坐班|家中/],
  ['onsite', /现场(?:办公|工作|作业)?|驻场|驻点|坐班|到岗|线下|集中办公|厂区|车间|门店|店内|工厂|办公室|单位内/],
]

/** Reads where the work is done: 居家, 远程办公, 坐班, 部分远程. Null when the text does not say; 不可居家 says nothing. */
export function readWorkMode(text: string): { readonly mode: WorkMode; readonly span: Span } | null {
  const folded = foldText(text)
  const found = firstOf(placeWords, folded)
  return found && { mode: found.code, span: spanOf(folded, found.start, found.end) }
}

interface Found<Code> {
  code: Code
  start: number
  end: number
}

const denied = /(?:不|非|无|不是|不招|谢绝|拒绝|不可|不能|不支持|无需|并非)$/

function firstOf<Code>(words: Words<Code>, { text }: FoldedText): Found<Code> | null {
  for (const [code, pattern] of words) {
    const found = pattern.exec(text)
    if (found && !denied.test(shortlyBefore(text, found.index))) return { code, start: found.index, end: found.index + found[0].length }
  }
  return null
}

function startsOf(...found: readonly (Found<unknown> | null)[]): number[] {
  return found.flatMap((one) => (one ? [one.start] : []))
}

function formOfHours(text: string): { form: EmploymentForm; span: Span } | null {
  const hours = readHours(text)
  if (!hours) return null
  const { perDay, presence, daysPerWeek, perWeek, shifts, flexible, span } = hours
  const day = perDay ?? presence
  if (day !== null && day < halfDay && !(shifts === true)) return { form: 'part_time', span }
  if (flexible) return { form: 'flexible', span }
  const isFull = (day !== null && day >= fullDay) || (day === null && ((daysPerWeek ?? 0) >= 5 || shifts !== null)) || (perWeek ?? 0) >= 35
  return isFull ? { form: 'full_time', span } : null
}
