import { candidateRefOf } from '@zhihe/consent/candidate-ref'
import { closeDisclosures, openDisclosures } from '@zhihe/consent/disclosures'
import type { DisclosureEnd } from '@zhihe/contracts/consent'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import { type Grant, grantedEvent, grantsOf, revokedEvent } from '../domain/disclosure.ts'
import type { Dossier } from '../domain/jobseeker.ts'

type GrantRow = Omit<Grant, 'grantedAt' | 'expiresAt'> & { grantedAt: number; expiresAt: number } & Record<string, unknown>

/** Which grants end: of a person, of a person to one employer, or of a tenant whose text is not this one. */
export type Ending = { jobseekerId: string; recipient?: string } | { tenantId: string; exceptTextSha256: string }

export interface End {
  reason: DisclosureEnd
  at: Date
}

// A statement has five seconds, and what is ended together is announced together.
const grantsPerStatement = 5_000

export interface Following {
  dossier: Dossier
  at: Date
  candidateRefKey: Buffer
}

/** Opens what a new person grants. Returns what is to be announced. */
export async function followLedger(tx: Transaction, following: Following): Promise<NewDomainEvent[]> {
  const granted = namedGrantsOf(following)
  await openGrants(tx, granted)
  return granted.map(grantedEvent)
}

/** Of a decision on disclosure that is in force: ends what was granted before to the same employer, and opens what is granted now. */
export async function followDecision(
  tx: Transaction,
  { decision, ...following }: Following & { decision: ConsentDecision },
): Promise<NewDomainEvent[]> {
  const { dossier, at } = following
  const reason = decision.decision === 'revoked' ? 'revoked' : 'replaced'
  const which = { jobseekerId: dossier.jobseeker.id, recipient: decision.recipient ?? '' }
  const ended = await endGrants(tx, which, { reason, at })
  const granted = namedGrantsOf(following).filter(({ id }) => id === decision.id)
  await openGrants(tx, granted)
  return [...ended, ...granted.map(grantedEvent)]
}

function namedGrantsOf({ dossier, at, candidateRefKey }: Following): Grant[] {
  return grantsOf(dossier, { now: at, refOf: (employerId) => candidateRefOf(candidateRefKey, employerId, dossier.jobseeker.id) })
}

/** Lets employers read what was granted, from the commit on. End what the same person granted the same employer before. */
async function openGrants(tx: Transaction, grants: readonly Grant[]): Promise<void> {
  if (grants.length === 0) return
  await tx.execute(sql`
    insert into jobseekers.disclosure_grants (id, tenant_id, jobseeker_id, recipient, receipt, candidate_ref, fields, text_version, text_sha256,
      granted_at, expires_at)
    select id, "tenantId", "jobseekerId", recipient, receipt, "candidateRef", fields, "textVersion", "textSha256", "grantedAt", "expiresAt"
    from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as g (id uuid, "tenantId" uuid, "jobseekerId" uuid, recipient uuid, receipt text,
      "candidateRef" text, fields text[], "textVersion" text, "textSha256" text, "grantedAt" timestamptz, "expiresAt" timestamptz)`)
  await openDisclosures(
    tx,
    grants.map(({ id: grantId, tenantId, expiresAt }) => ({ grantId, tenantId, expiresAt })),
  )
}

/**
 * Ends grants, waiting for whoever is reading one or is about to tell of one: nothing begins after this is committed. Returns what is to be announced,
 * in no order: the end of each that had not expired. Call it also before a person is erased.
 */
export async function endGrants(tx: Transaction, which: Ending, { reason, at }: End): Promise<NewDomainEvent[]> {
  const events: NewDomainEvent[] = []
  for (;;) {
    const { rows } = await tx.execute<GrantRow>(sql`
      update jobseekers.disclosure_grants g set ended_at = ${at.toISOString()}::timestamptz, ended_by = ${reason}
      where g.id in (select e.id from jobseekers.disclosure_grants e where e.ended_at is null and ${named(which)} order by e.id limit ${grantsPerStatement})
      returning ${grantColumns}`)
    const ended = rows.map(toGrant)
    await closeDisclosures(
      tx,
      ended.map(({ id }) => id),
    )
    events.push(...ended.filter(({ expiresAt }) => expiresAt > at).map((grant) => revokedEvent(grant, reason)))
    if (rows.length < grantsPerStatement) return events
  }
}

/** What an employer may read at this time, newest first, from below `beforeId`. */
export async function listGrants(
  db: Executor,
  { recipient, now, beforeId, limit }: { recipient: string; now: Date; beforeId: string | null; limit: number },
): Promise<Grant[]> {
  const { rows } = await db.execute<GrantRow>(sql`
    select ${grantColumns} from jobseekers.disclosure_grants g
    where ${inForce({ recipient, now })} and (${beforeId}::uuid is null or g.id < ${beforeId}::uuid)
    order by g.id desc limit ${limit}`)
  return rows.map(toGrant)
}

/** The grant of this receipt, if the employer may read it now. It is not ended until the transaction ends; one that is just being ended is waited for. */
export async function holdGrant(
  tx: Transaction,
  { receipt, recipient, now }: { receipt: string; recipient: string | null; now: Date },
): Promise<Grant | undefined> {
  const { rows } = await tx.execute<GrantRow>(sql`
    select ${grantColumns} from jobseekers.disclosure_grants g where g.receipt = ${receipt} and ${inForce({ recipient, now })} for share`)
  return rows.map(toGrant)[0]
}

/** Whether a grant that was held may still be read. */
export async function isInForce(db: Executor, { id, recipient }: Pick<Grant, 'id' | 'recipient'>, now: Date): Promise<boolean> {
  const { rows } = await db.execute<Record<string, unknown>>(
    sql`select from jobseekers.disclosure_grants g where g.id = ${id} and ${inForce({ recipient, now })}`,
  )
  return rows.length > 0
}

/** Expiry needs no clock of its own: what is over is not found. */
function inForce({ recipient, now }: { recipient: string | null; now: Date }): SQL {
  return sql`g.recipient = ${recipient}::uuid and g.ended_at is null and g.expires_at > ${now.toISOString()}::timestamptz`
}

function named(which: Ending): SQL {
  if ('tenantId' in which) return sql`e.tenant_id = ${which.tenantId} and e.text_sha256 is distinct from ${which.exceptTextSha256}`
  const ofPerson = sql`e.jobseeker_id = ${which.jobseekerId}`
  return which.recipient === undefined ? ofPerson : sql`${ofPerson} and e.recipient = ${which.recipient}`
}

const grantColumns = sql`g.id, g.tenant_id as "tenantId", g.jobseeker_id as "jobseekerId", g.recipient, g.receipt, g.candidate_ref as "candidateRef",
  g.fields, g.text_version as "textVersion", g.text_sha256 as "textSha256", (extract(epoch from g.granted_at) * 1000)::float8 as "grantedAt",
  (extract(epoch from g.expires_at) * 1000)::float8 as "expiresAt"`

function toGrant({ grantedAt, expiresAt, ...grant }: GrantRow): Grant {
  return { ...grant, grantedAt: new Date(grantedAt), expiresAt: new Date(expiresAt) }
}
