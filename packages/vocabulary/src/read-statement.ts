import type { DisabilityType } from './certificate.ts'

export interface EmployerStatement {
  /** The words of the employer, trimmed. */
  text: string
  /** Types it names; empty `grades` where it names none, empty `types` where it speaks of disabled people at large. */
  types: { type: DisabilityType; grades: number[] }[]
}

const typeWords: readonly (readonly [readonly DisabilityType[], string])[] = [
  [['hearing', 'speech'], '聋哑'],
  [['visual'], '视力|视障|視障|盲人|盲(?=[、,/])|低视力'],
  [['hearing'], '听力|听障|聋人|聋(?=[、,/])'],
  [['speech'], '言语|语言残疾|语言障碍|语障'],
  [['physical'], '肢体|肢残|下肢残|上肢残|下肢有残|上肢有残|脊髓损伤'],
  [['intellectual'], '智力|智障|智能障碍|心智障碍|唐氏'],
  [['mental'], '(?<=[、,/和及或])精神|精神(?=残|障|病|、|,|/|和|及|或|类|[1-4一二三四])'],
  [['multiple'], '多重'],
]

const gradeWords = '[一二三四1-4](?:级?[、,/和或及与至到~—-]+[一二三四1-4])*级'
const token = new RegExp([...typeWords.map(([, words], at) => `(?<t${at}>${words})`), `(?<grades>${gradeWords})`].join('|'), 'g')

// 听力正常 is a body requirement and 盲道 a pavement: neither says whom the employer takes.
const notAStatement = /^(?:残疾)?(?:正常|良好|佳|健全|功能|不低于|矫正|裸眼|检查|要求|道|文|不)/
const disabled = /残疾|残障|身心障碍|障碍者/
const aboutOthers = /在岗|无残疾|非残疾|没有残疾|不招|不接收|不接受|除外/

/**
 * Reads what an employer says about types and grades: "听力、肢体3、4级" names grades 3 and 4 of both. It is kept as a statement to review and never
 * becomes a filter. Null when the text names neither a type nor disabled people, excludes them, or speaks of staff already in post.
 */
export function readEmployerStatement(text: string): EmployerStatement | null {
  const clean = text.normalize('NFKC').replace(/\s/g, '')
  if (aboutOthers.test(clean)) return null
  const types = readTypes(clean)
  return types.length === 0 && !disabled.test(clean) ? null : { text: text.trim(), types }
}

function readTypes(text: string): EmployerStatement['types'] {
  const gradesByType = new Map<DisabilityType, number[]>()
  let waiting: DisabilityType[] = []
  let hadGrades = false
  for (const match of text.matchAll(token)) {
    const grades = match.groups?.['grades']
    if (grades !== undefined) {
      for (const type of waiting) gradesByType.set(type, readGrades(grades))
      hadGrades = true
      continue
    }
    if (notAStatement.test(text.slice(match.index + match[0].length))) continue
    if (hadGrades) waiting = []
    hadGrades = false
    const types = typeWords.flatMap(([codes], at) => (match.groups?.[`t${at}`] === undefined ? [] : codes))
    waiting.push(...types)
    for (const type of types) if (!gradesByType.has(type)) gradesByType.set(type, [])
  }
  return [...gradesByType].map(([type, grades]) => ({ type, grades }))
}

function readGrades(words: string): number[] {
  const figures = Array.from(words)
    .map((character) => '一二三四'.indexOf(character) + 1 || Number(character))
    .filter((figure) => figure >= 1 && figure <= 4)
  const [first = 0, last = 0] = figures
  if (/[至到~—-]/.test(words) && figures.length === 2) return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  return [...new Set(figures)].sort((one, other) => one - other)
}
