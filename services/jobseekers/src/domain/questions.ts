import type { PersonFile } from '@zhihe/contracts/person-file'
import { type IcfCode, icfJobLabel } from '@zhihe/vocabulary/icf'
import { type Assessment, type Capability, isValid } from './assessment.ts'

type Question = PersonFile['questions'][number]

// The same for everybody: a list that followed from her certificate would tell its type to whoever reads the file.
const askFirst: readonly IcfCode[] = ['b210', 'b230', 'd330', 'd440', 'd450', 'd155']

/**
 * What to ask her next: what is only expected of her, then what an assessment said that is over, then what everybody is asked. What she has said
 * or what is validly assessed is no question.
 */
export function questionsOf(inForce: readonly Capability[], assessments: readonly Assessment[], now: Date): Question[] {
  const known = new Set<string>(inForce.filter(({ source }) => source !== 'prior').map(({ icf }) => icf))
  const expected = inForce.filter(({ source }) => source === 'prior').map(({ icf }) => icf)
  const over = assessments.filter((one) => !isValid(one, now)).flatMap(({ items }) => items.map(({ icf }) => icf))
  const asked = new Map<string, Question>()
  const ask = (kind: Question['kind'], codes: readonly IcfCode[]) => {
    for (const icf of codes) if (!known.has(icf) && !asked.has(icf)) asked.set(icf, { kind, icf, ...sentence(icf) })
  }
  ask('only_prior', expected)
  ask('assessment_ended', over)
  ask('never_said', askFirst)
  return [...asked.values()]
}

function sentence(icf: IcfCode): { zh: string; en: string } {
  const { zh, en } = icfJobLabel(icf)
  return { zh: `使用自己的辅具时，${zh}有多大困难？`, en: `With her own aids, how difficult is this for her: ${en}?` }
}
