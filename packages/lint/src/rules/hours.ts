import { anyOf, everyOf } from '../any-of.ts'
import { clauseAround, isDenied } from '../clause.ts'
import type { Hit } from '../finding.ts'
import type { TextRule } from '../rule.ts'

// 174 hours are a month of 8-hour days; 36 hours of overtime make 210. Rounding of meals and of working days is given the rest.
const mostHoursAMonth = 240
const daysAMonth = 30
const usualRestDays = 8
const longDay = 11

const exact = '(?:[01]?\\d|2[0-4])[:点时](?:[0-5]\\d|半)?分?'
const hour = '(?:[01]?\\d|2[0-4])(?:[:点时](?:[0-5]\\d|半)?分?)?(?![\\d岁人元名级年月%])'
const part = '凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|夜里|晚|次日|第二天|翌日|隔天|当日'
// 8:00-20:00, 晚8点到早8点, 工作时间8-20; bare figures count only where the words say that they are hours.
const spans = new RegExp(
  `(?:(?<opens>${part}|工作时间:?|上班时间:?|上班:?|时间:)?(?<![\\d.-])(?<!\\d:)(?<from>${exact}|(?<=${part}|工作时间:?|上班时间:?|上班:?|时间:)${hour}))(?:上班|开始|开工|起)?(?:[-~—–至到]+)(?<closes>${part})*(?<to>${hour})|早(?<early>[5-9]|[五六七八九])(?:点半?)?(?:到|至|-)?晚(?<late>\\d{1,2}|[五六七八九十])(?:点半?)?|朝(?<morning>[六七八九十6-9])晚(?<evening>[五六七八九十]|\\d{1,2})`,
  'g',
)
const perDay = everyOf(
  /(?:每天|每日|日均|一天|每班|单班|白班|夜班|工作|上班|工时|班次|日工作)(?:工作|上班|上|干)?(?:时间|时长)?(?:为|约|:|不少于|达到?|满)?(?<hours>1[0-6]|十[一二三四五六]?)(?:个)?(?:小时|h(?![a-z])|钟头)(?:以上|左右)?(?:工作)?制?/,
  /(?<![\d.:-])(?<shift>1[0-6]|十[一二三四]?)(?:个)?(?:小时|h(?![a-z]))(?:以上|左右)?(?:工作)?(?:制|\/天|\/班|每天|一天|一班|两班|二班|2班|倒班|轮班|白夜班|工作制|上班)/,
  /(?:两班倒|两班制|二班制|两班|倒班|白夜班|长白班|夜班|白班|单休|做六休一|上六休一|月休[一二两三四\d]天)[,(:、]?(?:每天)?(?<turn>1[0-6])(?:个)?(?:小时|h(?![a-z]))/,
  /(?<=^|[,;。、\n(]|每天|每日|一天|时间)(?:\d{1,2}[-~—–至到])?(?<alone>1[0-6])(?:个)?(?:小时|h(?![a-z]))(?=$|[,;。、\n)]|左右|两班|工作)/,
)
const plainlyTooLong = everyOf(
  /(?<![不非无拒\d])996(?!\d)|007(?=工作|模式|,|;|。|$)|大小周(?:996)?(?:12小时)|(?:全年|常年|全月|整月|每月|月)无(?:休|假|公休)/,
  /(?:没有|无)(?:休息日|休息天|周末|节假日|公休日|任何假期|假期|休假|休息)(?=$|[,;。、\n])|(?:不休息|不放假|不休假|连轴转)/,
  /月休(?:息)?(?:[012](?!\d)|[一二两]|零)(?:天|日)|(?:每月|一个月|一月)(?:只|仅)?休(?:息)?[一二两12](?!\d)(?:天|日)/,
  /(?:法定)?节假日(?:均|都|全)?(?:不休|无休|不放假|无假)|(?:无|没有)(?:法定节假日|固定休息)|(?:每周|一周|周)(?:工作|上班|上|干)?(?:7|七)天(?=$|[,;。、\n(]|工作|制|上班)|(?:每月|月)(?:需|须)?(?:出勤|上班|上满|工作)(?:满)?(?:2[89]|3[01])天/,
  /每[天日](?:需|须|要)?(?:平均)?加班(?:(?:\d|[一二三])(?:[-~—至到]))?(?:[4-9]|[四五六])(?:个)?小时|(?:每月|月|月均)加班(?:约|至少|超)?(?:[4-9]\d|1\d\d)(?:个)?(?:小时|h)|(?:没有|无|不给|不计|自愿放弃)加班(?:费|工资)/,
  /(?:前)?[一二三四五六七1-7]天(?:内)?(?:试岗|试工)?(?:离职|走人|不干|自离)?(?:不计|不结|不发|无|没有?|不算)(?:工资|薪)|(?:不满|未满|做不满|干不满|不足|不到)(?:\d+|[一二三四五六七十半])(?:天|日|周|个?月)(?:离职|辞职|走人)?(?:的)?(?:不结|不发|无|没有?|不计|不算)(?:工资|薪)/,
  /(?:强制|必须|随时|义务|自愿|无偿|免费|无条件)加班(?:无(?:加班)?费|不计|没有加班费)?|加班(?:无|没有|不(?:付|给|计|算|发))(?:加班)?(?:费|工资|薪)/,
  /上(?:班)?(?:24|二十四)(?:小时)?休(?:息)?(?:12|24|十二|二十四)(?:小时)?|(?:每天|每日|工作)24小时|24小时(?:住院|住家|全天|贴身|跟班)?(?:陪护|看护|照护|护理)|24小时(?:连班|连轴转|连续工作|连续作业|在岗|住岗|住班|驻守|连续|不间断在岗|住家待命|随时待命|待命)/,
  /通宵连班|试用期(?:无薪|无工资|不发工资|免费|没有工资|不计薪)|(?:前|头)?[一二三四五六七1-7]天(?:试岗|试工)(?:无薪|无工资|不发工资|没有工资|不计薪|不算工资)/,
  /试(?:工|岗|用)(?:期)?(?:[^,;。]{0,4})(?:无薪|无工资|不发工资|没有工资|不计薪|免费)/,
)

const halvedBefore = anyOf(
  /做一休一|上一休一|[一两二12]天一休|干[一二两]天?休[一二]|做二休二|上二休二|两天休两天|干一休[一二三]|上一休[二三]|做一休[二三]|上[一1]天休[一二三123]|四班三[运倒转]|三班三[运倒转]|四班两[运倒转]|休(?:息)?(?:48|36)/,
  /24休48|综合工时|隔天|轮休|四班|做[三3]休[三3]|做[四4]休[四4]|上[二两2三3]天?休/,
)
const notWork =
  /(?:营业|开放|服务|接待|热线|咨询|客服热线|供水|热水|门诊|报名|投递|联系|接听|面试|招聘|活动|直播|安保|监控|空调|配送范围|便利店|自助|保安24小时|电话|时段|班次可选|可选|任选|弹性|灵活|每周|一周|累计|总计|全周|合计|年|月)(?:时间|时段|工作)?[^,;。\n]{0,6}$/
const restDays = /(?:月休|每月休(?:息)?|休)(?:息)?(\d|[一二两三四五六七八九])(?:天|日)/
const weekly = /双休|周末休|五天|大小周|5天|周休二|周休2|做五休二|上五休二|周一至周五|周一到周五/
const oneOff = /单休|做六休一|上六休一|周(?:只|仅)?休(?:息)?[一1](?!\d)|六天|6天|周一至周六|周一到周六/

export const illegalHours: TextRule = {
  id: 'illegal_hours',
  law: 'labour_overtime',
  anchor: /\d|小时|休|班|[无不]|[早朝]|薪/,
  find: ({ text, role, field }, { whole }) => {
    if (role === 'title' && !/小时|\d:\d/.test(text)) return []
    const plain = [...text.matchAll(plainlyTooLong)].flatMap((match) => {
      const [start, end] = [match.index, match.index + match[0].length]
      const { before, after } = clauseAround(text, start, end)
      const isShop = /营业|门店|开放|服务|酒店|热线/.test(before) || /营业|服务|开放|热水|供应|监控|客服|便利/.test(after)
      return isShop || isDenied(text, start, end) ? [] : [{ start, end, relevance: false, law: lawOf(match[0]) }]
    })
    const context = role === 'hours' || field === 'employmentForm' ? text : whole
    return [...plain, ...longDays(text, context)]
  },
}

function lawOf(words: string): 'labour_rest' | 'labour_overtime' | 'labour_hours' | 'labour_wage' {
  if (/休|假/.test(words)) return 'labour_rest'
  if (/薪|工资|免费/.test(words) && /试/.test(words)) return 'labour_wage'
  return 'labour_overtime'
}

function longDays(text: string, context: string): Hit[] {
  if (halvedBefore.test(text) || halvedBefore.test(context)) return []
  const days = [...text.matchAll(spans), ...text.matchAll(perDay)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    hours: hoursOf(match),
  }))
  const isBroken = days.filter(({ hours }) => hours > 0 && hours < longDay).length > 1
  return days.flatMap(({ start, end, hours }) => {
    if (hours < longDay - 1 || hours > 24 || isBroken || notWork.test(text.slice(Math.max(0, start - 12), start))) return []
    const rest = restOf(text) ?? restOf(context)
    const isOver = hours * (daysAMonth - (rest ?? usualRestDays)) > mostHoursAMonth
    if (!isOver || isDenied(text, start, end)) return []
    return [{ start, end, relevance: rest === null ? null : false }]
  })
}

/** Days of rest in a month, null when nothing is said. */
function restOf(text: string): number | null {
  if (oneOff.test(text)) return 4
  const [, days] = restDays.exec(text) ?? []
  if (days !== undefined) return Number.isNaN(Number(days)) ? '零一二三四五六七八九'.indexOf(days === '两' ? '二' : days) : Number(days)
  return weekly.test(text) ? usualRestDays : null
}

function hoursOf({ groups = {} }: RegExpExecArray): number {
  const { from, to } = groups
  const hours = groups['hours'] ?? groups['shift'] ?? groups['turn'] ?? groups['alone']
  if (hours !== undefined) return figure(hours)
  if (from !== undefined && to !== undefined) return between(clockHour(from, groups['opens']), clockHour(to, groups['closes']))
  const [start, end] = [groups['early'] ?? groups['morning'], groups['late'] ?? groups['evening']]
  return start === undefined || end === undefined ? 0 : between(figure(start), figure(end) + 12)
}

// One hour of a long day is the meal.
function between(from: number, to: number): number {
  const length = to > from ? to - from : to + 24 - from
  return length > 9 && length < 12 ? length - 1 : length
}

function clockHour(text: string, part = ''): number {
  const [written = '0', minute = '0'] = text.split(/[:点时]/)
  const isLater = /下午|傍晚|晚|夜/.test(part) && Number(written) < 12
  return Number(written) + (isLater ? 12 : 0) + (minute.startsWith('半') ? 0.5 : (Number.parseInt(minute, 10) || 0) / 60)
}

function figure(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const units = '零一二三四五六七八九'
  return text.startsWith('十') ? 10 + Math.max(0, units.indexOf(text.charAt(1) || '零')) : units.indexOf(text)
}
