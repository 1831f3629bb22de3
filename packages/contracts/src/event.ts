import { z } from 'zod'
import { disclosureEnds, disclosureFieldList, receipt } from './consent.ts'
import { jobseekerFacts, postingFacts } from './facts.ts'
import { id, timestamp, version } from './primitives.ts'
import { webhookImport, webhookMatch } from './webhook-body.ts'

/** What a posting is called, for whoever tells its employer about it. */
const postingIdentity = {
  postingId: id,
  tenantId: id,
  employerId: id,
  source: z.string(),
  externalId: z.string(),
  title: z.string(),
  version,
}

/** What was being done when it was said, for whoever collects traces (W3C traceparent); what cannot be read counts for nothing. */
const trace = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .optional()
  .catch(undefined)

const event = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.strictObject({ id, type: z.literal(type), occurredAt: timestamp, data, trace })

/** Published for the first time, or again after it was not. */
export const postingPublished = event(
  'posting.published',
  z.strictObject({ ...postingIdentity, reasonCode: z.string(), facts: postingFacts }),
)
/** A published posting changed and is still published. */
export const postingUpdated = event('posting.updated', z.strictObject({ ...postingIdentity, facts: postingFacts }))
export const postingNeedsInfo = event(
  'posting.needs_info',
  z.strictObject({ ...postingIdentity, reasonCode: z.string(), missing: z.array(z.string()) }),
)
/** It says what the law forbids and is not shown until that is settled. */
export const postingBlocked = event(
  'posting.blocked',
  z.strictObject({ ...postingIdentity, reasonCode: z.string(), rules: z.array(z.string()) }),
)
/** A copy of another posting, which is matched in its place. */
export const postingMerged = event('posting.merged', z.strictObject({ ...postingIdentity, reasonCode: z.string(), canonicalId: id }))
export const postingClosed = event('posting.closed', z.strictObject({ ...postingIdentity, reasonCode: z.string() }))
/** Facts under a pseudonymous id; also when the person is not to be matched any more (active or consent false). */
export const jobseekerChanged = event('jobseeker.changed', z.strictObject({ tenantId: id, facts: jobseekerFacts }))
/**
 * She is erased (decision 022): whoever holds anything under her pseudonym forgets it, and nothing that comes later revives her. `recipients` are the
 * employers to whom something of her was disclosed, with their names for her.
 */
export const jobseekerErased = event(
  'jobseeker.erased',
  z.strictObject({
    tenantId: id,
    jobseekerId: id,
    version: version.meta({ description: 'Higher than that of everything that was ever said of her.' }),
    recipients: z.array(z.strictObject({ employerId: id, candidateRef: z.string() })),
  }),
)
/** Whose employer, and by which name: the grant is asked for when it is said, and neither it nor the person is ever sent. */
const disclosureIdentity = { grantId: id, tenantId: id, employerId: id, receipt, candidateRef: z.string() }
/** A person agreed that an employer may read some of her data. */
export const disclosureGranted = event(
  'disclosure.granted',
  z.strictObject({ ...disclosureIdentity, jobseekerId: id, fields: disclosureFieldList, expiresAt: timestamp }),
)
/** It may not any more. That it has expired is said by nobody: everybody knew when. */
export const disclosureRevoked = event('disclosure.revoked', z.strictObject({ ...disclosureIdentity, reason: z.enum(disclosureEnds) }))
/**
 * What is told of somebody on a list, and what is not: `jobseekerId` is asked for consent and `score` ranks who waits; neither is ever sent.
 * Events from before they were said have neither.
 */
const toldMatch = webhookMatch.omit({ postingId: true, seq: true, href: true }).extend({
  jobseekerId: id.nullable().default(null),
  score: z.int().min(0).max(10_000).default(0),
})
/** One change of one published list: who came, of whom something else is to be told now, who left. */
export const shortlistChanged = event(
  'shortlist.changed',
  z.strictObject({
    postingId: id,
    tenantId: id,
    employerId: id,
    seq: z.int(),
    proposed: z.array(toldMatch),
    updated: z.array(toldMatch).default([]),
    withdrawn: z.array(z.strictObject({ matchId: id, candidateRef: z.string(), reason: z.string() })),
  }),
)
/** An import has come to an end, or waits for somebody to say what its columns mean. */
export const importFinished = event('import.finished', webhookImport.omit({ href: true }).extend({ tenantId: id }))

/** How many people one event may speak of. */
export const exposuresPerEvent = 500
/**
 * How often people stand on published lists, for whoever may know who they are. Totals and not differences: of a person the highest `seq` is the
 * truth, so an event may come twice, late or never.
 */
export const exposureChanged = event(
  'exposure.changed',
  z.strictObject({
    people: z
      .array(
        z.strictObject({
          jobseekerId: id,
          seq: z.int().min(1),
          lists: z.int().min(0).meta({ description: 'Published lists she stands on now.' }),
          firstPlaces: z.int().min(0).meta({ description: 'Of them, lists that she heads.' }),
          proposals: z.int().min(0).meta({ description: 'How often she has ever come onto a list.' }),
        }),
      )
      .max(exposuresPerEvent)
      .meta({ description: 'Nobody, where all of whom it spoke have been erased since.' }),
  }),
)

/** Part of a rebuild is to be done: these lists are to be made anew. */
export const rebuildBatchDue = event('rebuild.batch_due', z.strictObject({ rebuildId: id, batch: z.int().min(1) }))

export const domainEvent = z.discriminatedUnion('type', [
  postingPublished,
  postingUpdated,
  postingNeedsInfo,
  postingBlocked,
  postingMerged,
  postingClosed,
  jobseekerChanged,
  jobseekerErased,
  disclosureGranted,
  disclosureRevoked,
  shortlistChanged,
  importFinished,
  exposureChanged,
  rebuildBatchDue,
])
export type DomainEvent = z.infer<typeof domainEvent>
export type DomainEventType = DomainEvent['type']
/** An event before it has an id and a time; with a trace of its own when it is not what is active that caused it. */
export type NewDomainEvent = { [T in DomainEventType]: Pick<Extract<DomainEvent, { type: T }>, 'type' | 'data' | 'trace'> }[DomainEventType]

/** Queues are named after their consumer. */
export const consumers = ['matching', 'webhooks', 'jobseekers'] as const
export type Consumer = (typeof consumers)[number]

/** Who hears of what: the relay adds one job per consumer. */
export const consumersOf: Record<DomainEventType, readonly Consumer[]> = {
  'posting.published': ['matching', 'webhooks'],
  'posting.updated': ['matching'],
  'posting.needs_info': ['matching', 'webhooks'],
  'posting.blocked': ['matching', 'webhooks'],
  'posting.merged': ['matching', 'webhooks'],
  'posting.closed': ['matching', 'webhooks'],
  'jobseeker.changed': ['matching'],
  'jobseeker.erased': ['matching', 'webhooks'],
  'disclosure.granted': ['webhooks'],
  'disclosure.revoked': ['webhooks'],
  'shortlist.changed': ['webhooks'],
  'import.finished': ['webhooks'],
  'exposure.changed': ['jobseekers'],
  'rebuild.batch_due': ['matching'],
}
