import { z } from 'zod'
import { employerKind } from './employer.ts'
import { finding } from './finding-fields.ts'
import { posting, postingContent } from './posting.ts'
import { cursor, id, idParams, limit, page, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'
import { whatIfAnswer } from './what-if.ts'

/** A finding as the ledger keeps it: who found what in which version, and what was decided. */
export const ledgerEntry = z
  .strictObject({
    ...finding.shape,
    id,
    postingId: id,
    employerId: id,
    postingVersion: version.meta({ description: 'The version it was first found in.' }),
    quote: z.string().meta({ description: 'The words, as they stood.' }),
    foundAt: timestamp,
    goneAt: timestamp.nullable().meta({ description: 'Since when the posting does not say it any more.' }),
    decision: z.enum(['accepted', 'dismissed']).nullable(),
    decidedAt: timestamp.nullable(),
    decidedByKeyId: id.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'LedgerEntry' })

export const ledgerPage = page(ledgerEntry, 'LedgerPage')

/** A posting on trial: everything may be missing. */
const trial = z.strictObject({
  ...z.strictObject(postingContent.shape).partial().shape,
  employerKind: employerKind.optional().meta({ description: 'Where the employer is not registered yet.' }),
})

export const lintAnswer = z
  .strictObject({
    findings: z.array(finding),
    questions: posting.shape.questions,
    recorded: z
      .array(
        z.strictObject({
          ruleId: z.string(),
          field: z.string(),
          start: z.int(),
          end: z.int(),
          demand: finding.shape.rewrite.unwrap().shape.demand.unwrap().nullable(),
          law: finding.shape.law.nullable().meta({ description: 'Null where the duties themselves carry it.' }),
        }),
      )
      .meta({ description: 'Bodily standards that a statute sets for such work: no finding, to be recorded as a demand.' }),
  })
  .meta({ id: 'LintAnswer' })

export const lintPostingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/lint',
  schema: { body: trial.meta({ id: 'PostingOnTrial' }), response: { 200: lintAnswer } },
  config: {
    operationId: 'lintPosting',
    tag: 'postings',
    summary: 'What is unlawful or doubtful in a posting',
    description: 'Nothing is stored. The same rules are applied to every write.',
    scope: 'postings:write',
  },
})

export const listFindingsContract = defineRoute({
  method: 'GET',
  url: '/v1/postings/findings',
  schema: {
    querystring: z.strictObject({
      postingId: id.optional(),
      employerId: id.optional(),
      since: timestamp.optional().meta({ description: 'Found at or after this time.' }),
      open: z.enum(['true', 'false']).optional().meta({ description: 'true: neither gone nor decided.' }),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: ledgerPage },
  },
  config: {
    operationId: 'listFindings',
    tag: 'postings',
    summary: 'The ledger of findings and decisions',
    description: 'Every finding ever made in what you pushed, oldest first; kept for at least two years.',
    scope: 'postings:read',
  },
})

export const findingDecision = z
  .discriminatedUnion('decision', [
    z.strictObject({ decision: z.literal('accept'), note: text(500).optional() }),
    z.strictObject({
      decision: z.literal('dismiss'),
      note: text(500).meta({ description: 'Why the work needs it, or why it is no fault.' }),
    }),
  ])
  .meta({ id: 'FindingDecision' })

export const decideFindingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/:id/findings/:findingId/decision',
  schema: {
    params: z.strictObject({ ...idParams.shape, findingId: id }),
    body: findingDecision,
    response: { 200: posting },
  },
  config: {
    operationId: 'decideFinding',
    tag: 'postings',
    summary: 'Accept the rewrite of a finding, or dismiss it',
    description:
      'Accepting changes the posting as the rewrite says and checks it again. What blocks a posting can be dismissed by the organiser alone; the reason stands in the ledger.',
    scope: 'postings:write',
    problems: ['finding_settled', 'finding_without_rewrite', 'finding_not_dismissible'],
  },
})

export const confirmPostingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/:id/confirm',
  schema: { params: idParams, response: { 200: posting } },
  config: {
    operationId: 'confirmPosting',
    tag: 'postings',
    summary: 'Say that a posting is still open',
    description:
      'A posting that nobody has written or confirmed for 90 days is asked about (needs_info, needs_confirmation) and is not matched until it is confirmed.',
    scope: 'postings:write',
    problems: ['posting_not_open'],
  },
})

export const unmergePostingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/:id/unmerge',
  schema: { params: idParams, response: { 200: posting } },
  config: {
    operationId: 'unmergePosting',
    tag: 'postings',
    summary: 'These two are not the same',
    description: 'The posting stands on its own again and is never merged into that one any more.',
    scope: 'postings:write',
    problems: ['posting_not_merged'],
  },
})

export const completeFeed = z
  .strictObject({
    source: posting.shape.source,
    externalIds: z
      .array(posting.shape.externalId)
      .min(1)
      .max(50_000)
      .meta({ description: 'Every posting of the source that is still offered.' }),
    confirmClosing: z.int().min(0).optional().meta({ description: 'How many you know will close, when the answer was feed_closes_many.' }),
  })
  .meta({ id: 'CompleteFeed' })

export const completeFeedAnswer = z
  .strictObject({
    open: z.int(),
    closed: z.int(),
    unknown: z.array(z.string()).meta({ description: 'Numbers we have no posting for, the first 100.' }),
  })
  .meta({ id: 'CompleteFeedAnswer' })

export const completeFeedContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/complete-feed',
  schema: { body: completeFeed, response: { 200: completeFeedAnswer } },
  config: {
    operationId: 'completeFeed',
    deadlineMs: 30_000,
    tag: 'postings',
    summary: 'That was all: close what is missing',
    description:
      'Open postings of the source whose number is not named are closed as withdrawn. A feed that would close over 30 % has to say that it knows; an empty one is refused.',
    scope: 'postings:write',
    idempotent: true,
    bodyLimit: 8 * 1024 * 1024,
    problems: ['feed_closes_many'],
  },
})

const simulated = postingContent
  .safeExtend({
    source: posting.shape.source
      .optional()
      .meta({ description: 'Where it would come from: postings of the same source are no copies of each other.' }),
    externalId: posting.shape.externalId
      .optional()
      .meta({ description: 'With source: the posting that would be replaced, if there is one.' }),
  })
  .meta({ id: 'PostingSimulation' })

export const simulateContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/simulate',
  schema: {
    body: simulated,
    response: {
      200: z
        .strictObject({
          status: posting.shape.status,
          reasonCode: z.string(),
          questions: posting.shape.questions,
          findings: z.array(finding),
          duplicates: z.array(
            z.strictObject({ postingId: id, source: z.string(), externalId: z.string(), title: z.string(), similarity: z.int() }),
          ),
          canonicalId: posting.shape.canonicalId,
          pool: whatIfAnswer.nullable().meta({
            description:
              'The answer of POST /v1/what-if for this posting; null when matching does not answer or the posting does not say in which region the work is.',
          }),
        })
        .meta({ id: 'Simulation' }),
    },
  },
  config: {
    operationId: 'simulatePosting',
    tag: 'postings',
    summary: 'What would become of this posting',
    description:
      'Nothing is stored: the status it would get (also merged, behind which one), findings, duplicates, how many people each demand, pay, place and missing accommodation costs, and the next best question.',
    scope: 'postings:write',
    problems: ['employer_not_found', 'fair_not_found'],
  },
})
