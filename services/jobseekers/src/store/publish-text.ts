import type { NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { and, inArray, sql } from 'drizzle-orm'
import type { PublishedText, TextsInForce } from '../domain/consent-text.ts'
import { nothingKnown } from '../domain/facts.ts'
import { followTexts } from '../domain/jobseeker.ts'
import { ledgerColumn, textsColumn, toDecision } from './consent-ledger.ts'
import { beforeAll, overtakeStale, stopMatching } from './consent-stop.ts'
import { endGrants } from './disclosure-grants.ts'
import { facts } from './jobseeker-store.ts'
import { jobseekers, outbox } from './schema.ts'

export interface Published {
  tenantId: string
  text: PublishedText
  textsBefore: TextsInForce
}

export interface Stopped {
  /** People of whom less is processed now. */
  people: number
  disclosures: number
}

/**
 * Stops what rests on other texts than the one that has just been inserted, in the same transaction, which holds `lockTexts`. Set-based: a tenant of
 * 100,000 people takes half a minute, in which their rows are locked page by page.
 */
export async function stopUnder(tx: Transaction, { tenantId, text, textsBefore }: Published): Promise<Stopped> {
  const { purpose, sha256, publishedAt: at } = text
  switch (purpose) {
    case 'matching':
      return { people: await stopPeople(tx, { tenantId, purpose, sha256, at, textsBefore }), disclosures: 0 }
    case 'sensitive_data':
      return { people: await stopPeople(tx, { tenantId, purpose, sha256, at, textsBefore }), disclosures: 0 }
    case 'disclosure': {
      const events = await endGrants(tx, { tenantId, exceptTextSha256: sha256 }, { reason: 'text_replaced', at })
      await appendToOutbox(tx, outbox, { events, now: at })
      return { people: 0, disclosures: events.length }
    }
    // Nothing of ours runs on it; whoever calls her sees in her file that it does not count.
    case 'follow_up':
      return { people: 0, disclosures: 0 }
  }
}

interface Stopping {
  tenantId: string
  purpose: 'matching' | 'sensitive_data'
  sha256: string
  at: Date
  textsBefore: TextsInForce
}

async function stopPeople(tx: Transaction, { textsBefore, ...text }: Stopping): Promise<number> {
  let people = 0
  for (let after: string | undefined = beforeAll; after !== undefined; ) {
    const page = await overtakeStale(tx, text, after)
    people +=
      text.purpose === 'matching'
        ? await stopMatching(tx, page.ids, { ...text, nothing: nothingKnown })
        : await tellLess(tx, page.ids, { textsBefore, at: text.at })
    after = page.after
  }
  return people
}

// Read in TypeScript, as what matching may know of a person is decided there, once.
async function tellLess(
  tx: Transaction,
  ids: readonly string[],
  { textsBefore, at }: Pick<Stopping, 'textsBefore' | 'at'>,
): Promise<number> {
  if (ids.length === 0) return 0
  const rows = await tx
    .select({ ...facts, ledger: ledgerColumn, texts: textsColumn })
    .from(jobseekers)
    .where(
      and(
        inArray(jobseekers.id, [...ids]),
        sql`exists (select from consent.given g where g.jobseeker_id = ${jobseekers.id} and g.purpose = 'matching')`,
      ),
    )
  const events = rows.flatMap(({ ledger, texts, ...jobseeker }): NewDomainEvent[] => {
    const event = followTexts({ jobseeker, ledger: ledger.map(toDecision), texts }, textsBefore)
    return event ? [event] : []
  })
  await appendToOutbox(tx, outbox, { events, now: at })
  return events.length
}
