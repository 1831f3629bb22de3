import type { DisabilityType } from './certificate.ts'
import { shortlyBefore, shortlyBehind } from './near.ts'

/** The types of the certificate, and autism, which postings name although certificates count it elsewhere. */
export type NamedType = DisabilityType | 'autism'
export type Severity = 'mild' | 'moderate' | 'severe'

/** One word of a statement in a folded text: a type, a grade or a degree. */
export type StatementWord = { start: number; end: number } & (
  | { kind: 'types'; types: readonly NamedType[] }
  | { kind: 'grades'; grades: readonly number[] }
  | { kind: 'severity'; severity: Severity | null }
)

// A word in the first column says the type wherever it stands; one in the second only where a list of types is expected.
const typeWords: readonly (readonly [types: readonly NamedType[], anywhere: string, inLists: string])[] = [
  [['hearing', 'speech'], '聋哑|听语障|听力语言(?:残疾|残障|障碍)|瘖哑', ''],
  [['hearing', 'speech'], '', '听力言语|听言'],
  [
    ['visual'],
    '视障|盲人|visually-?impaired|(?:thevisually|partially)impaired|blind(?=people|person|$)|低视力|视[力觉](?:残疾|残障|障碍|损伤)',
    '视力|(?<![文色夜扫])盲(?=[、,/及和]|$)',
  ],
  [
    ['hearing'],
    '听障|聋人|hearing-?impaired|deaf|hardofhearing|听不见|失聪|听损|重听|听[力觉](?:残疾|残障|障碍|损失)',
    '听力|(?<!耳)聋(?=[、,/及和]|$)',
  ],
  [
    ['speech'],
    '语障|言语(?:残疾|残障|障碍)|语言(?:残疾|残障|障碍)|(?<!聋)哑人',
    '言语|语言(?!流利|流畅|清晰|清楚|通顺|优美|得体|幽默|标准|交流|表达|沟通|能力|类|组织|文字|功底|逻辑|天赋|环境)|(?<!聋)哑(?=[、,/及和]|$)',
  ],
  [
    ['physical'],
    '肢残|肢障|wheelchair|physicallydisabled|脊髓损伤|脊柱侧弯|小儿麻痹|侏儒|截瘫|瘫痪|偏瘫|脑瘫|脑性麻痹|截肢|轮椅(?:人士|使用者)|肢体(?:残疾|残障|障碍)|[上下]肢(?:残疾|残障|有残|残|障碍)|[上下]肢(?=[轻重]残)|腿部残疾|手部残疾|单[手臂腿]残疾',
    '肢体|[上下]肢',
  ],
  [['autism'], '孤独症|自闭症|星儿|孤独谱系', '孤独谱系'],
  [['intellectual'], '智障|弱智|唐氏|喜憨儿|智能不足|心智障碍|智能障碍|智力(?:残疾|残障|障碍)', '智力|心智'],
  [
    ['mental'],
    '精障|精神障碍康复者|精神(?:残疾|残障|障碍)|精神病(?=患|人|康复)',
    '(?<=^|[、,/和及或与;:(除非含招收受纳括了])精神(?!面貌|饱满|状态|抖擞|风貌|可嘉|头|气|焕发|集中|文明|压力|好|佳|愉快|积极)',
  ],
  [['multiple'], '多重(?:残疾|残障|障碍)|综合残疾', '多重'],
]

const gradeWords = '[一二三四1-4](?:级?[、,/和或及与至到~—–-]{0,2}[一二三四1-4]){0,5}级'
const severityWords =
  '(?<![程])(?:(?:极?重|中|轻|严)(?:度)?[、,/和或及与至到-]?(?:\\((?:重|中|轻)\\))?)*(?:极?重|中|轻)度|[轻重]残|轻微(?=残疾|肢体|听力|视力|言语|智力|精神)'

// 听力正常 is a body requirement and 盲道 a pavement: neither says whom the employer takes.
const notAStatement =
  /^(?:残疾|功能)?(?:正常|良好|佳|好|健全|功能(?!障碍)|不低于|不得低于|矫正|裸眼|检查|检测|要求|道|文|不(?!影响|限|要紧|碍)|无(?!碍|妨)|\d*\.\d|[≥>]|在\d|测试|康复(?!者|期)|训练|评估|表达|协调|灵活|开发|咨询|服务)/

// 无听力障碍 asks for a body, not for a person with a disability.
const absent = /(?:无|没有)(?:任何|明显|严重|重大)?$/

const patterns = {
  anywhere: pattern(([, anywhere]) => anywhere),
  lists: pattern(([, anywhere, inLists]) => [anywhere, inLists].filter(Boolean).join('|')),
}

// A list of hundreds is no statement.
const most = 60

/** The words of a statement in their order. In prose only words count that cannot be read as anything else. */
export function statementWords(text: string, isProse: boolean): StatementWord[] {
  return [...text.matchAll(isProse ? patterns.anywhere : patterns.lists)].slice(0, most).flatMap((match): StatementWord[] => {
    const [start, end] = [match.index, match.index + match[0].length]
    const { grades, severity } = match.groups ?? {}
    if (grades !== undefined) return [{ kind: 'grades', grades: gradesOf(grades), start, end }]
    if (severity !== undefined) return [{ kind: 'severity', severity: severityOf(severity), start, end }]
    if (notAStatement.test(shortlyBehind(text, end)) || absent.test(shortlyBefore(text, start))) return []
    const row = typeWords.findIndex((_, at) => match.groups?.[`t${at}`] !== undefined)
    return [{ kind: 'types', types: typeWords[row]?.[0] ?? [], start, end }]
  })
}

function pattern(wordsOf: (row: (typeof typeWords)[number]) => string): RegExp {
  const types = typeWords.flatMap((row, at) => (wordsOf(row) === '' ? [] : [`(?<t${at}>${wordsOf(row)})`]))
  return new RegExp([...types, `(?<grades>${gradeWords})`, `(?<severity>${severityWords})`].join('|'), 'g')
}

function gradesOf(words: string): number[] {
  const figures = Array.from(words, (word) => '一二三四'.indexOf(word) + 1 || Number(word)).filter((figure) => figure >= 1 && figure <= 4)
  const [first = 0, last = 0] = figures
  if (/[至到~—–-]/.test(words) && figures.length === 2 && first < last)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  return [...new Set(figures)].sort((one, other) => one - other)
}

/** One degree, or null where several are named (轻度及中度). */
function severityOf(words: string): Severity | null {
  const named = (
    [
      ['severe', /重/],
      ['moderate', /中/],
      ['mild', /轻/],
    ] as const
  ).filter(([, word]) => word.test(words))
  return named.length === 1 ? (named[0]?.[0] ?? null) : null
}
