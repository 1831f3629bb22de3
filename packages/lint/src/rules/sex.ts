import { everyOf } from '../any-of.ts'
import { endsClause, isAlsoTaken, isDenied, startsClause } from '../clause.ts'
import type { Hit } from '../finding.ts'
import { isAny, type Job } from '../job.ts'
import type { TextRule } from '../rule.ts'
import { isSpaced, type TextView } from '../view.ts'

const limited = everyOf(
  /(?:仅限|只限|限于?|仅招|只招|只要|招收|诚招|急招|要求|必须(?:是|为)?|须为|需为|性别(?:要求)?[:为]?)(?:招聘?|要|收)?\d*名?(?:男|女)(?:性|士|生|孩|工|员工|同志|青年|职工|的)?/,
  /(?:小姐姐|小哥哥|小妹妹?|小伙子?|美女|帅哥|靓女|靓仔|宝妈|阿姨|大姐)(?:优先|为佳|勿扰|除外)/,
  /(?:限|仅限|须|需|必须|要求)[^,;。\n男女]{0,8}(?:男|女)(?:性|士|生)(?=$|[,;。\n])/,
  /(?:男|女)(?:性|士|生|孩子?|工|同志|的)?(?:优先|为佳|者佳|为主|尤佳|最佳|更佳|为宜)|小姑娘(?:优先|为佳)|(?:建议|最好(?:是|为)?|最好招|需要|只需|希望(?:是)?)(?:男|女)(?:性|士|生|孩|的|同志)/,
  /(?:以|适合|适宜|偏向|倾向|首选|优选|优先考虑|优先录用|优先招)(?:招)?(?:男|女)(?:性|士|生|孩|工|青年)?(?:为主|从事|优先)?/,
  /(?:(?:暂时?|一律|均)?不招|不要|不收|不考虑|谢绝|拒绝|不适合)(?:男|女)(?:性|士|生|孩|工|的)?|(?:男|女)(?:性|士|生|孩)?(?:勿扰|免谈|勿投|不要|不招|除外)/,
  /(?:男|女)(?:性|士|生|孩|工)?(?:\d+|[一二三四五六七八九十两几]+)(?:名|人|个|位)/,
  /(?:招|聘|招聘|需要?|急需|诚聘|欢迎)(?:男|女)(?:性|士|生|孩|工)?(?=$|[,;。、/!\n(\d]|[一-龥]{1,4}(?:工|员|师)|保安|司机|客服|前台|技师|学徒|助理)/,
  /(?:男|女)(?:性|士|生)?(?:限定|专岗|专招)|(?<!各)\d+(?:名|人|个|位)(?:男|女)(?:性|士|生|工)?(?=$|[,;。、/!\n)])/,
)

// A clause of its own: 女, 男性, (女), 女;  The age or the height may follow: 女,35岁以下 and 男35岁以下.
const alone = /(?:男|女)(?:性青年|性|士|生|孩|工|青年|同志|大学生|员工|职工|教师|老师|的)?/g
const aloneAfter =
  /^(?:(?:,|、)?(?:年龄)?(?:在)?\d{2}(?:[-~—至到]\d{2}(?!\d|cm|厘米|公分)|(?:周?岁))|身体|形象|五官|相貌|限|年龄|(?:初|高)中|大专|本科|学历|已婚|未婚)/
// 35岁以下女性, 大专以上学历的女士: the sex closes the clause.
const aloneBefore = /(?:性别|要求|条件|以[下内上]|左右|\d岁|之间|学历|健康|端正|[^美]好|佳|[已未]婚|的|限|青年|熟练|须|需|为|\d{2})$/

// 男女均可 opens the post to both; 男50女40 names a limit for each.
const openToBoth =
  /男女(?:均|皆|都|不|各|性)|不限(?:男女|性别)|性别(?:要求)?[:为]?(?:不限|男女|均可|无)|不分男女|男[、/或,]?女[^,;。]{0,3}(?:均可|皆可|都可|不限)/
const eachInTurn = /男(?!女)(?:(?![员工师岗手]:)[^女。\n]){0,24}女|女(?!男)(?:(?![员工师岗手]:)[^男。\n]){0,24}男(?!女)/
const notAPerson =
  /^(?:装|鞋|包|科|宿|厕|卫|浴|更衣|生宿舍|士(?:内衣|理发|美发|护肤|美容|形象|西装|正装|时装|用品|健康|养生|会所|造型)|装店|性用品|性健康|性疾病|职工(?:权益|产假|特殊|享|卫生|福利)|员工(?:享|产假|三八|节)|士护理|童|婴|子(?:监狱|医院|学院|中学|专卖|会所|健身|养生|美容)|式|性内衣|性服饰|性护理|性保健|性时尚|性市场|性客户|性顾客|性消费|士服装|性群体|性患者|装行业|性话题|性健身|儿|篮|排|足|团|主播|友|神|王|方|朋友|权|工委|工权益|性权益|职工节)/
const otherSide =
  /(?:关爱|保护|照顾|尊重|服务|护理|接待|针对|面向|关注|美|儿|少|妇|孙|外|母|子|长|才|美|婴|现有|目前|在岗|已有|团队|部门|负责|管理|陪护|照料|陪伴|帮助|售卖|销售|经营|生产|加工|缝制|设计|品牌|类目|主营)[^,;。]{0,3}$/

export const gender: TextRule = {
  id: 'gender',
  law: 'women_hiring',
  anchor: /[男女]|小姑娘|小姐姐|小哥哥|小妹|小伙|帅哥|靓仔|宝妈|阿姨|大姐/,
  roles: ['title', 'sex', 'age', 'statement', 'text', 'duties', 'hours', 'hukou'],
  find: (view, { job }) => {
    const { text, role } = view
    if (role === 'sex') return sexField(text, job)
    const hits = [
      ...[...text.matchAll(limited)].map((match) => ({ start: match.index, end: match.index + match[0].length })),
      ...standingAlone(view),
      ...(role === 'title' ? inTitle(text) : []),
    ]
    const shares = [...text.matchAll(quota)].map((match) => ({ start: match.index, end: match.index + match[0].length, relevance: null }))
    return [
      ...hits.filter((hit) => demandsOneSex(text, hit)).map((hit) => ({ ...hit, relevance: sexRelevance(job) })),
      ...shares,
      ...agesBySex(text),
    ]
  },
}

function sexField(text: string, job: Job): Hit[] {
  if (!/^(?:限|只|仅|要求)?(?:招)?(?:男|女)(?:性|士|生|工)?(?:优先|\d|$|[,;。])/.test(text)) return []
  return [{ start: 0, end: text.length, relevance: sexRelevance(job) }]
}

function standingAlone(view: TextView) {
  const { text } = view
  return [...text.matchAll(alone)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length]
    const isNamed = match[0].length > 1
    const begins =
      startsClause(text, start) ||
      (view.role === 'age' && /\d岁?$/.test(text.slice(0, start))) ||
      isSpaced(view, start) ||
      (isNamed && aloneBefore.test(text.slice(Math.max(0, start - 4), start)))
    const ends = endsClause(text, end) || isSpaced(view, end) || aloneAfter.test(text.slice(end))
    // "女:" opens what is said of women, 男/女 names both.
    if (
      !begins ||
      !ends ||
      /^(?:[:]|[/、]+[男女]|身高|体重|净高)/.test(text.slice(end)) ||
      /[男女](?:性|士|生)?[/、]+$/.test(text.slice(0, start))
    )
      return []
    return [{ start, end }]
  })
}

const titleWords =
  /(?<=[一-龥])(?:男|女)(?:工|员工|服务员|保安|主播|文员)$|(?:^|[,、(/\n]|招聘?|急招|诚聘)(?:男|女)(?:性|士|生|工)?(?:(?![装鞋包科童婴裤裙子浴厕卫宿性士])[一-龥]{0,4}(?:员|工|师|长|助理|主播|前台|客服|保安|保洁|会计|出纳|秘书|司机|厨|主管|经理|保姆|宿管|学徒|家教))?(?=$|[,、()/\d\n])/g
const quota = everyOf(
  /男(?:性|士|生|工)?\d+(?:名|人|个|位)[,、;和/]?女(?:性|士|生|工)?\d+(?:名|人|个|位)/,
  /女(?:性|士|生|工)?\d+(?:名|人|个|位)[,、;和/]?男(?:性|士|生|工)?\d+(?:名|人|个|位)|男女各(?:\d+|[一二三四五六七八九十两]+)(?:名|人|个|位)|男女各半/,
)

// 男50女40, 男45周岁以下,女35周岁以下: two limits of age. From 60 on they are those of retirement.
const agesApart =
  /男(?:性|士|生|工)?(?:年龄)?(?:不超过)?(\d{2})(?:周?岁)?(?:以下|以内|之内)?[,、;和/]?女(?:性|士|生|工)?(?:年龄)?(?:不超过)?(\d{2})(?:周?岁)?(?:以下|以内|之内)?(?![\d.]|周?岁?以上|名|人|个|位|%|cm|厘米|公分|元|码|天)/g
const [youngest, retirement] = [18, 60]

function agesBySex(text: string): Hit[] {
  return [...text.matchAll(agesApart)].flatMap((match) => {
    const [men, women] = [Number(match[1]), Number(match[2])]
    const isLimit = men !== women && Math.min(men, women) >= youngest && Math.max(men, women) < retirement
    const [start, end] = [match.index, match.index + match[0].length]
    return isLimit && !isDenied(text, start, end) ? [{ start, end, relevance: null }] : []
  })
}

function inTitle(text: string) {
  return [...text.matchAll(titleWords)].map((match) => ({
    start: match.index + Math.max(0, match[0].search(/[男女]/)),
    end: match.index + match[0].length,
  }))
}

function demandsOneSex(text: string, { start, end }: { start: number; end: number }): boolean {
  const before = text.slice(Math.max(0, start - 8), start)
  const words = text.slice(start, end)
  if (words.includes('男') && words.includes('女')) return false
  const sexAt = start + Math.max(words.lastIndexOf('男'), words.lastIndexOf('女'), 0)
  // 食品加工厂女工: at the end of a title the sex is that of the post.
  const closesTitle = /[男女](?:工|员工|服务员|保安|主播|文员)$/.test(words) && end === text.length
  if (notAPerson.test(text.slice(sexAt + 1)) || (otherSide.test(before) && !closesTitle)) return false
  if (/[男女]$/.test(before) || /^[男女]/.test(text.slice(sexAt + 1))) return false
  const [near, far] = [text.slice(Math.max(0, start - 24), start), text.slice(end, end + 24)]
  const segment = `${near.split(/[/;。\n]/).at(-1)}${words}${far.split(/[/;。\n]/)[0]}`
  const namesBoth =
    openToBoth.test(segment) ||
    (eachInTurn.test(near + words + far) && !/[男女][^,;。]{0,3}(?:(?:暂时?|一律|均)?不招|不要|免|勿)/.test(far))
  if (namesBoth && !/优先|为主|仅|只|(?:暂时?|一律|均)?不招|不要/.test(words)) return false
  return !isDenied(text, start, end) && !isAlsoTaken(text, end)
}

// Work that is done where one sex undresses or sleeps, and work the law closes to women.
const sameSexPlace = /浴|澡|更衣|宿舍管理|宿管|女子监|女监|女子戒|内衣|妇科|产后|月子|女厕|男厕|搓背/

function sexRelevance(job: Job): boolean | null {
  if (isAny(job, 'underground') || /第?四级体力劳动/.test(job.work)) return true
  return sameSexPlace.test(job.work) || isAny(job, 'police', 'performer') ? null : false
}
