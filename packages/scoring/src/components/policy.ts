import type { Channel } from '@zhihe/vocabulary/channel'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { evidence, evidenceBy } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { full, neutral } from '../weights.ts'

const scoreByChannel: Partial<Record<Channel, number>> = { targeted: full, public_welfare: 8_000, auxiliary: 8_000 }

const employersInDuty: ReadonlySet<EmployerKind> = new Set([
  'party_government',
  'public_institution',
  'state_enterprise',
  'federation',
  'auxiliary_workshop',
])
const dutyScore = 7_500

const byPriorityChannel = evidenceBy('met', 'policy_channel', 'channel')
const byEmployer = evidenceBy('met', 'policy_employer', 'employerKind')
const ordinary = evidence('unknown', 'policy_ordinary')

/** Duties and priorities of the posting's side only: nothing about the person is read here, so nothing can buy or cost her a point. */
export function ratePolicy({ posting }: Pair, notebook?: Notebook): Rating {
  const byChannel = scoreByChannel[posting.channel]
  if (byChannel !== undefined) {
    notebook?.evidence('policy', byPriorityChannel(posting.channel))
    return { score: byChannel, known: full }
  }
  if (employersInDuty.has(posting.employerKind)) {
    notebook?.evidence('policy', byEmployer(posting.employerKind))
    return { score: dutyScore, known: full }
  }
  notebook?.evidence('policy', ordinary)
  return { score: neutral, known: full }
}
