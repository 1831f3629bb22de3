import { z } from 'zod'
import { id, queryInt, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** Everything that may not agree; a code keeps its meaning. */
export const consistencyCodes = [
  'event_unsent',
  'event_set_aside',
  'event_unheard',
  'inbox_of_nothing',
  'posting_versions_broken',
  'posting_untold',
  'posting_event_of_nothing',
  'posting_copy_missing',
  'posting_copy_differs',
  'posting_copy_of_nothing',
  'posting_facts_missing',
  'person_copy_missing',
  'person_copy_differs',
  'person_copy_of_nothing',
  'person_event_of_nothing',
  'person_facts_missing',
  'consent_unfounded',
  'consent_copy_differs',
  'erasure_unfollowed',
  'grant_differs',
  'list_missing',
  'entries_without_list',
  'list_of_nothing',
  'list_size_differs',
  'list_ranks_broken',
  'list_on_closed_posting',
  'list_version_behind',
  'entry_version_behind',
  'list_with_inactive_person',
  'match_missing',
  'list_seq_behind',
  'entry_untold',
  'withdrawal_untold',
  'exposure_differs',
  'exposure_register_differs',
  'message_missing',
  'message_repeated',
  'message_of_nothing',
  'attempt_numbers_broken',
  'attempts_miscounted',
  'delivered_without_success',
  'attempt_left_sending',
  'message_overdue',
  'due_stuck',
  'import_stuck',
  'rebuild_miscounted',
  'idempotency_unanswered',
] as const
export const consistencyCode = z.enum(consistencyCodes)
export type ConsistencyCode = z.infer<typeof consistencyCode>

const count = z.int().min(0)

export const consistencyCheck = z
  .strictObject({
    code: consistencyCode,
    title: z.strictObject({ zh: z.string(), en: z.string() }),
    findings: count.meta({ description: 'How many things do not agree.' }),
    underway: count.meta({ description: 'How many do not agree yet and are on their way: young, claimed, or waiting in a queue.' }),
    sample: z.array(z.string()).meta({ description: 'The first of their ids; people by their pseudonyms.' }),
    repairable: z.boolean().meta({ description: 'What it should be can be derived from what is there.' }),
  })
  .meta({ id: 'ConsistencyCheck' })

export const consistencyReport = z
  .strictObject({
    consistent: z.boolean().meta({ description: 'Every check found nothing.' }),
    checkedAt: timestamp.meta({ description: 'The one moment that was looked at, by the clock of the database.' }),
    events: count.meta({ description: 'Events that were compared.' }),
    checks: z.array(consistencyCheck),
    tookMs: z.int().min(0).meta({ description: 'Milliseconds it took.' }),
  })
  .meta({ id: 'ConsistencyReport', description: 'Whether everything that the services hold agrees.' })

export const consistencyRunning = z
  .strictObject({ running: z.literal(true), startedAt: timestamp })
  .meta({ id: 'ConsistencyRunning', description: 'The report is being made; ask again after Retry-After, with maxAgeSeconds.' })

export const newRepairs = z
  .strictObject({ codes: z.array(consistencyCode).min(1).max(consistencyCodes.length) })
  .meta({ id: 'NewConsistencyRepairs' })

export const consistencyRepairs = z
  .strictObject({
    id,
    at: timestamp,
    repairs: z.array(
      z.strictObject({
        code: consistencyCode,
        found: count.meta({ description: 'What was found just before.' }),
        done: count.meta({ description: 'What was put in order or sent again; what that leads to may take a moment.' }),
        repairable: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ConsistencyRepairs' })

export const getConsistencyContract = defineRoute({
  method: 'GET',
  url: '/v1/admin/consistency',
  schema: {
    querystring: z.strictObject({
      maxAgeSeconds: queryInt({
        min: 0,
        max: 86_400,
        description: 'A report that is not older is answered again; 30 when absent.',
      }).optional(),
    }),
    response: { 200: consistencyReport, 202: consistencyRunning },
  },
  config: {
    operationId: 'getConsistency',
    tag: 'admin',
    summary: 'Prove that what the services hold agrees',
    description:
      'Compares rows, events, inboxes, copies, lists, messages and attempts in one snapshot, and locks nothing. Answers 202 while that takes longer than a moment; what is only on its way is no finding.',
    scope: 'operations:read',
  },
})

export const repairConsistencyContract = defineRoute({
  method: 'POST',
  url: '/v1/admin/consistency/repairs',
  schema: { body: newRepairs, response: { 200: consistencyRepairs } },
  config: {
    operationId: 'repairConsistency',
    tag: 'admin',
    summary: 'Mend what can be derived',
    description:
      'Looks once more and mends what it finds under these codes; done twice it does nothing the second time. What cannot be derived is left as it is.',
    scope: 'operations:repair',
    deadlineMs: 120_000,
  },
})
