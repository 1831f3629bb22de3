import { isDenied } from '../clause.ts'
import type { Hit } from '../finding.ts'
import { isAny } from '../job.ts'
import type { TextRule } from '../rule.ts'

/** A greatest age under this one, without a reason, keeps most jobseekers out. Exactly this age is not found fault with. */
const youngestFairCap = 35
const youngestCap = 17

const year = '(?:周岁|岁)'
// Each gives the greatest age in its group `max`; where the whole range is written the range is the find.
const range = `(?:年龄(?:要求|限制|段|范围)?[:在为]?)?(?:年满)?\\d{2}${year}?(?:以上|\\(含\\))?(?:[-~—–－]{1,2}|至|到)(?:年满)?(?<to>\\d{2})${year}?(?:左右|以下|以内|之间)?`
const atMost = `(?:年龄(?:要求|限制)?[:在为]?)?(?<most>\\d{2})${year}?(?:\\(含\\d*\\)|\\(含\\)|含)?(?:或|及|\\(含\\))?(?:以下|以内|之内|为限|封顶|内)`
const notOver = `年龄(?:要求|限制)?(?:应|须|需|原则上)?(?:不(?:超过|大于|高于|得超过)|上限(?:为|是|:)?|最大(?:不超过)?|最高|控制在|在|小于|低于|≤|<|:)(?<over>\\d{2})${year}?(?:以下|以内|周岁以下)?|不(?:超过|大于|高于|得超过)(?<above>\\d{2})${year}|小于(?<less>\\d{2})${year}|未满(?<before>\\d{2})${year}|≤(?<sign>\\d{2})${year}`
// 十八到三十岁, 三十岁以下: as it is spoken.
const spoken = `(?:[一二]?十[一二三四五六七八九]?${year}?(?:-|至|到))?(?<spoken>二十[一二三四五六七八九]?|三十[一二三四]?)${year}(?:及)?(?:以下|以内|之内|封顶)|[一二]?十[一二三四五六七八九]?${year}?(?:-|至|到)(?<spokenTo>二十[一二三四五六七八九]?|三十[一二三四]?)${year}`
// 30岁以上勿扰, 超过28岁不要.
const tooOld = `(?:(?:年龄)?(?:超过|大于|高于|满)(?<beyond>\\d{2})${year}?|(?<from>\\d{2})${year}(?:及)?以上)(?:者|的|人员)?(?:请)?(?:勿扰|勿投|不招|不要|不收|谢绝|免谈|不予)`
// 女18-30: right behind the sex or the word of the limit, without a unit.
const bare = `(?<=[男女限]|性别[男女]|男性|女性|最大)\\d{2}[-~—–至到](?<bareTo>\\d{2})(?![\\d.cm厘公斤kK元千人名])|(?:最大|最高)(?:年龄)?(?<greatest>\\d{2})${year}`
const about = `(?:年龄)?(?<about>\\d{2})${year}左右`
const words = new RegExp(`${tooOld}|${range}|${atMost}|${notOver}|${about}|${spoken}|${bare}`, 'g')
const generation =
  /(?:仅限|只要|只招|限|要求|须为|必须)?(?:招)?(?<decade>9[05]|0[05])后(?:优先|为佳|小伙伴|的?小哥哥|的?小姐姐|年轻人|员工)?/g
const born =
  /(?<!\d)(?<year>(?:19|20)?\d{2})(?:年|\.|-|\/)(?:\d{1,2}(?:月|\.|-|\/)?(?:\d{1,2}日?)?)?(?:\(含\))?(?:及)?(?:以后|之后|后)(?:出生)/g

const saysAge = /年龄|周岁|岁/
const ofOthers =
  /(?:儿童|幼儿|宝宝|婴儿|孩子|学生|小朋友|学员|客户|顾客|老人|会员|用户|服务对象|工龄|司龄|店龄|驾龄|教龄|子女|青少年|人群|团队(?:平均)?(?:年龄)?|平均(?:年龄)?|同事|成员)[^,;。]{0,6}$/
const ofOthersAfter = /^(?:的)?(?:儿童|幼儿|宝宝|婴儿|孩子|学生|小朋友|学员|老人|青少年|团队|少儿|婴幼儿|以下儿童|勿扰|不招|谢绝|不收|免费)/
const preferred = /^[^,;。/、|]{0,3}(?:优先|为佳|尤佳|最佳|更佳)/

export const ageCap: TextRule = {
  id: 'age_cap_young',
  law: 'employment_equal',
  anchor: /\d\d|十/,
  roles: ['title', 'age', 'text', 'duties', 'statement', 'sex', 'hours', 'hukou'],
  find: ({ text, role }, { job, facts }) => {
    const relevance = isAny(job, 'police', 'pilot', 'fire', 'seafarer', 'performer', 'cabin') ? null : false
    // A row of readings puts what a bracket adds after the rule itself: 30周岁以下(医务助理35).
    const isAgeText = role === 'age'
    return [...caps(text, isAgeText), ...generations(text), ...births(text, facts.asOf)].map((hit) => ({ ...hit, relevance }))
  },
}

type Cap = Pick<Hit, 'start' | 'end'>

function caps(text: string, isAgeText: boolean): Cap[] {
  const found = [...text.matchAll(words)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length]
    const max = capOf(match)
    const isSaid = saysAge.test(match[0]) || match.groups?.['bareTo'] !== undefined
    if (max === null || (!isAgeText && !isSaid)) return []
    if (/\d$/.test(text.slice(0, start)) || /^\d/.test(text.slice(end))) return []
    if (ofOthers.test(text.slice(Math.max(0, start - 14), start)) || ofOthersAfter.test(text.slice(end, end + 8))) return []
    const isRefusal = match.groups?.['beyond'] !== undefined || match.groups?.['from'] !== undefined
    return [{ start, end, max, isPreference: preferred.test(text.slice(end, end + 8)) || (!isRefusal && isDenied(text, start, end)) }]
  })
  // The widest age the text allows counts: 18-35周岁(部分岗30) is no cap at 30. In a text of its own the first is the rule.
  const binding = found.filter(({ isPreference }) => !isPreference)
  const widest = isAgeText ? Math.max(...binding.slice(0, 1).map(({ max }) => max), 0) : Math.max(...binding.map(({ max }) => max), 0)
  if (widest >= youngestFairCap) return []
  return binding.filter(({ max }) => max < youngestFairCap).map(({ start, end }) => ({ start, end }))
}

function capOf({ groups = {} }: RegExpExecArray): number | null {
  const { before, from, beyond, spoken: said = groups['spokenTo'] } = groups
  const below = before ?? from
  const written = ['to', 'most', 'over', 'above', 'less', 'sign', 'about', 'bareTo', 'greatest'].map((name) => groups[name]).find(Boolean)
  const max = said === undefined ? Number(below === undefined ? (beyond ?? written) : Number(below) - 1) : spokenFigure(said)
  return max > youngestCap && max < 100 ? max : null
}

function spokenFigure(words: string): number {
  const [tens = '', units = ''] = words.split('十')
  const figures = '零一二三四五六七八九'
  return figures.indexOf(tens) * 10 + Math.max(0, figures.indexOf(units || '零'))
}

function generations(text: string): Cap[] {
  return [...text.matchAll(generation)].flatMap((match) => {
    const [start, end] = [match.index, match.index + match[0].length]
    const isDemand = /^(?:仅限|只要|只招|限|要求|须为|必须)/.test(match[0]) || /(?:优先|为佳)$/.test(match[0])
    return isDemand && !/\d$/.test(text.slice(0, start)) && !isDenied(text, start, end) ? [{ start, end }] : []
  })
}

function births(text: string, asOf: string | undefined): Cap[] {
  if (asOf === undefined) return []
  const now = Number(asOf.slice(0, 4))
  return [...text.matchAll(born)].flatMap((match) => {
    const age = now - fullYear(match.groups?.['year'] ?? '')
    return age > youngestCap && age < youngestFairCap ? [{ start: match.index, end: match.index + match[0].length }] : []
  })
}

// 97年 is 1997, 03年 is 2003.
function fullYear(written: string): number {
  if (written.length === 4) return Number(written)
  return Number(written) + (Number(written) < 50 ? 2000 : 1900)
}
