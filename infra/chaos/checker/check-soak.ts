import { readHistory } from '../history/history-file.ts'
import type { ClientRecord, Receipt } from '../history/records.ts'
import type { SoakPlace } from '../soak/settle.ts'
import type { World } from '../world/world.ts'
import { checkConsistent } from './check-consistent.ts'
import { checkDeliveries } from './check-deliveries.ts'
import { checkEffects } from './check-effects.ts'
import { checkIndex } from './check-index.ts'
import { checkLedger } from './check-ledger.ts'
import { checkLists } from './check-lists.ts'
import { fatesOf, untoldWrites } from './fates.ts'
import type { Finding } from './finding.ts'
import { consentLedger, matchNewsOf, personLedger, postingLedger, postingNewsOf } from './tables.ts'

export interface SoakVerdict {
  findings: Finding[]
  /** Changes that were acknowledged. */
  committed: number
  /** Changes that were refused, and of which nothing may be found. */
  refused: number
  /** Changes of which nobody knows. */
  unknown: number
  accepted: number
  wireDuplicates: number
  /** Checks that could not be made, as the house does not offer what they ask. */
  notChecked: string[]
}

/** Compares the histories with what the house says at the end. */
export async function checkSoak(world: World, place: SoakPlace): Promise<SoakVerdict> {
  const { pool } = world.database
  const fates = fatesOf(await readHistory<ClientRecord>(place.clients.path))
  const receipts = await readHistory<Receipt>(place.receipts.path)
  const postings = fates.filter(({ subject }) => subject.startsWith('posting:'))
  const people = fates.filter(({ subject }) => subject.startsWith('person:'))
  const ofConsents = people.filter(({ effect }) => effect !== 'write')
  const ofPeople = people.filter(({ effect }) => effect === 'write' || effect === 'erase')
  const news = await postingNewsOf(pool, place.endpoints)
  const matches = await matchNewsOf(pool, place.endpoints)
  const delivered = checkDeliveries({
    expected: [...news.told, ...matches.told],
    possible: matches.possible,
    receipts,
    final: new Map([...news.final, ...matches.final]),
  })
  const index = await checkIndex(world)
  const findings = [
    ...checkLedger({ fates: postings, ledger: await postingLedger(pool), check: 'postings' }),
    ...checkLedger({ fates: ofPeople, ledger: await personLedger(pool), check: 'people', untold: untoldWrites(people) }),
    ...checkLedger({ fates: ofConsents, ledger: await consentLedger(pool), check: 'consents' }),
    ...delivered.findings,
    ...(await checkEffects(pool)),
    ...index.findings,
    ...(await checkConsistent(world)),
    ...(await checkLists(world)),
  ]
  const count = (result: string) => fates.filter((fate) => fate.result === result).length
  return {
    findings,
    committed: count('ok'),
    refused: count('fail'),
    unknown: count('info'),
    accepted: delivered.accepted,
    wireDuplicates: delivered.wireDuplicates,
    notChecked: index.wasAsked ? [] : ['index digest'],
  }
}
