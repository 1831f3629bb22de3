import type { Corruption } from './corruptions/corruption.ts'
import { ofEvents } from './corruptions/events.ts'
import { ofLists } from './corruptions/lists.ts'
import { ofMessages } from './corruptions/messages.ts'
import { ofPeople } from './corruptions/people.ts'
import { ofPostings } from './corruptions/postings.ts'
import { ofWork } from './corruptions/work.ts'

/** Everything that is planted, one at a time. */
export const corruptions: readonly Corruption[] = [...ofEvents, ...ofPostings, ...ofPeople, ...ofLists, ...ofMessages, ...ofWork]
