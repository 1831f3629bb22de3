import type { FoldedText } from '@zhihe/vocabulary/fold-text'
import { icfJobLabel } from '@zhihe/vocabulary/icf'
import { type ReadDemand, readDemands } from '@zhihe/vocabulary/read-demands'
import type { DemandDraft, Rewrite, TextRuleId } from './finding.ts'
import { isAny, type Job } from './job.ts'

interface Found {
  ruleId: TextRuleId
  /** The words found, folded. */
  words: string
  /** The sentence they stand in, folded. */
  sentence: FoldedText['text']
  relevance: boolean | null
  job: Job
}

const removal: Rewrite = { zh: '删除这句话。', remove: true }
const weight = /公斤|千克|kg|斤/
const bodily = /^body\.(?:generic_health|no_disability|limbs|height_weight)$|^gender$|^soft_exclusion$|^disability_grade_limit$/

/** What the organiser can accept with one call: a functional demand for what the work takes, lawful words, or taking the words out. */
export function rewriteFor(found: Found): Rewrite | null {
  const demand = demandFor(found)
  if (demand !== null) {
    return { zh: `改为岗位功能要求：${icfJobLabel(demand.icf).zh}。`, remove: true, demand }
  }
  return wordsFor(found)
}

function demandFor({ ruleId, words, sentence, job }: Found): DemandDraft | null {
  if (ruleId === 'body.sense') return senseDemand(words)
  if (!bodily.test(ruleId)) return null
  const [first] = readDemands(sentence).filter(({ icf }) => /^(?:d4|b455)/.test(icf))
  if (first !== undefined) return stated(first)
  return ruleId === 'body.limbs' ? limbDemand(words, job) : null
}

// Words that bar people become a demand that bars as few as the work allows: the strictest one is the employer's to ask for. A weight is worth keeping.
function stated({ icf, tolerated, essential, phrase }: ReadDemand): DemandDraft {
  const demand: DemandDraft = { icf, tolerated: tolerated === 0 ? 1 : tolerated, essential }
  return weight.test(phrase) ? { ...demand, reason: phrase } : demand
}

/** Sight, hearing and speech as what is done with them; an aid may help, so it is not essential until the employer says so. */
export function senseDemand(words: string): DemandDraft | null {
  if (/色|近视|视|眼|目检/.test(words)) return { icf: 'b210', tolerated: 1, essential: false }
  if (/听|聋|耳/.test(words)) return { icf: 'd310', tolerated: 1, essential: false }
  return /口吃|口齿|吐字|语|说话|发音/.test(words) ? { icf: 'd330', tolerated: 1, essential: false } : null
}

export function limbDemand(words: string, job: Job): DemandDraft | null {
  if (/手|指|上肢/.test(words)) return { icf: 'd445', tolerated: 1, essential: false }
  if (/腿|脚|行|下肢/.test(words)) return { icf: 'd450', tolerated: 1, essential: false }
  return isAny(job, 'manual', 'food') ? { icf: 'd445', tolerated: 2, essential: false } : null
}

function wordsFor({ ruleId, relevance, job }: Found): Rewrite | null {
  switch (ruleId) {
    case 'body.generic_health':
      return { zh: '改为法律允许的写法。', text: '具有正常履行职责的身体条件' }
    case 'body.appearance':
      return relevance === null ? { zh: '改为对着装和服务的要求。', text: '着装整洁、服务热情' } : removal
    case 'body.infectious_disease':
      return relevance === null && isAny(job, 'food', 'childcare', 'health')
        ? { zh: '改为法定健康证明。', text: '持有效健康证明' }
        : removal
    case 'soft_exclusion':
      return { zh: '改为欢迎说明所需便利。', text: '可说明需要的便利安排' }
    case 'nominal_employment':
    case 'illegal_hours':
      return null
    default:
      return removal
  }
}
