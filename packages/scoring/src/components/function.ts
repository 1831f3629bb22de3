import { answerTo } from '../demand-answers.ts'
import { evidence, evidenceBy, saying } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import { within } from '../function-fit.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { full, neutral } from '../weights.ts'

const essentialWeight = 3

const notStated = evidence('unknown', 'demands_not_stated')
const ofOccupation = evidenceBy('assumed', 'demand_of_occupation', 'icf')
const underUse = saying('under_use_function')

/**
 * The weighted mean over the posting's own demands. Demands assumed from the occupation join it within 500 of that mean, so that a guess
 * never outweighs a fact and a met demand is not thinned out by guesses.
 */
export function rateFunction({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const { demands } = posting
  let weight = 0
  let sum = 0
  let known = 0
  let isFarBetter = true
  for (const demand of demands) {
    if (demand.source === 'occupation') continue
    const answer = answerTo(demand, posting, jobseeker)
    const share = demand.essential ? essentialWeight : 1
    weight += share
    sum += share * answer.credit
    if (answer.isKnown) known += share
    isFarBetter &&= answer.isFarBetter
    notebook?.evidence('function', answer.evidence)
  }
  if (demands.length === 0) notebook?.evidence('function', notStated)
  // A finding for her adviser, never a subtraction: a subtraction would make gaining an ability cost points.
  if (weight > 0 && isFarBetter) notebook?.finding(underUse)

  const facts = weight === 0 ? neutral : Math.floor(sum / weight)
  for (const demand of demands) {
    if (demand.source !== 'occupation') continue
    weight += 1
    sum += within(answerTo(demand, posting, jobseeker).credit, facts)
    notebook?.evidence('function', ofOccupation(demand.icf))
  }
  return weight === 0 ? { score: neutral, known: 0 } : { score: Math.floor(sum / weight), known: Math.floor((full * known) / weight) }
}
