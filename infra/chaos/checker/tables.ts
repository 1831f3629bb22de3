import type { Pool } from 'pg'
import { markerIn, markerOfConsentText, markerOfPayFloor } from '../soak/contents.ts'
import { soakSource } from '../soak/deeds.ts'
import type { Told } from './check-deliveries.ts'
import type { Ledger } from './check-ledger.ts'
import { everyEvent } from './events.ts'

interface PostingRow {
  entity: string
  version: number
  status: string
  note: string | null
  description: string | null
}

/** What the house keeps of every posting of the soak. */
export async function postingLedger(pool: Pool): Promise<Ledger> {
  const { rows } = await pool.query<PostingRow>(
    `select v.posting_id as entity, v.version, v.status, v.note, v.content->>'description' as description
     from postings.posting_versions v join postings.postings p on p.id = v.posting_id where p.source = $1 order by v.posting_id, v.version`,
    [soakSource],
  )
  const versions = rows.map(({ entity, version, status, note, description }) => ({
    entity,
    version,
    marker: status === 'closed' ? markerIn(note) : markerIn(description),
    isOpen: status !== 'closed',
  }))
  const last = new Map(versions.map((one) => [one.entity, one]))
  const { rows: stored } = await pool.query<{ entity: string; status: string; version: number }>(
    'select id as entity, status, version from postings.postings where source = $1',
    [soakSource],
  )
  return {
    versions,
    standings: stored.map(({ entity, status, version }) => {
      const newest = last.get(entity)
      return { entity, marker: newest?.version === version ? newest.marker : null, isOpen: status !== 'closed' }
    }),
  }
}

interface PersonRow {
  entity: string
  version: number
  floor: number | null
}

/** And of every person, by what was said of her while it might be said. */
export async function personLedger(pool: Pool): Promise<Ledger> {
  const { rows: said } = await pool.query<PersonRow>(
    `select facts->>'id' as entity, (facts->>'version')::int as version, (facts->>'payFloorFen')::int as floor
     from jobseekers.outbox o, lateral (select o.payload->'data'->'facts' as facts) f
     where type = 'jobseeker.changed' and (facts->>'consentsToMatching')::boolean order by 1, 2`,
  )
  const { rows: stored } = await pool.query<PersonRow>(
    "select id as entity, version, (profile->>'payFloorFen')::int as floor from jobseekers.jobseekers",
  )
  return {
    versions: said.map(({ entity, version, floor }) => ({ entity, version, marker: markerOfPayFloor(floor) })),
    standings: stored.map(({ entity, floor }) => ({ entity, marker: markerOfPayFloor(floor), isOpen: true })),
  }
}

/** And of what people agreed to; what came with their registration apart. */
export async function consentLedger(pool: Pool): Promise<Ledger> {
  const { rows } = await pool.query<{ entity: string; seq: number; text: string }>(
    `select jobseeker_id as entity, seq::int as seq, text_version as text from jobseekers.consents
     where purpose = 'matching' and text_version like 'chaos-%' order by 1, 2`,
  )
  const versions = rows.map(({ entity, seq, text }) => ({ entity, version: seq, marker: markerOfConsentText(text) }))
  const last = new Map(versions.map((one) => [one.entity, one]))
  return { versions, standings: [...last.values()].map(({ entity, marker }) => ({ entity, marker, isOpen: true })) }
}

export interface Endpoint {
  /** As the receivers call it. */
  name: string
  id: string
  events: readonly string[]
}

const postingNews: Record<string, string> = {
  published: 'posting.published',
  closed: 'posting.closed',
  needs_info: 'posting.needs_info',
  blocked: 'posting.blocked',
  merged: 'posting.merged',
}

/** What endpoints are to be told of postings, from the versions that are kept: an event for every change of status, and none for the rest. */
export async function postingNewsOf(pool: Pool, endpoints: readonly Endpoint[]): Promise<{ told: Told[]; final: Map<string, string> }> {
  const { rows } = await pool.query<{ id: string; version: number; status: string }>(
    'select posting_id as id, version, status from postings.posting_versions order by posting_id, version',
  )
  const told: Told[] = []
  const final = new Map<string, string>()
  let before: { id: string; status: string } | undefined
  for (const { id, version, status } of rows) {
    const hasChanged = before?.id !== id || before.status !== status
    before = { id, status }
    const type = postingNews[status]
    if (!hasChanged || type === undefined) continue
    final.set(id, type)
    for (const { name, events } of endpoints) if (events.includes(type)) told.push({ endpoint: name, type, subject: id, seq: version })
  }
  return { told, final }
}

interface MatchNews {
  /** Messages that went out or are to go out. */
  told: Told[]
  /** What was announced and need not have been heard. */
  possible: Told[]
  final: Map<string, string>
}

/** What endpoints are to be told of matches: what was announced, less what was taken back before anybody had heard of it. */
export async function matchNewsOf(pool: Pool, endpoints: readonly Endpoint[]): Promise<MatchNews> {
  const { rows: announced } = await pool.query<{ type: string; subject: string; seq: number }>(
    `select n.type, m->>'matchId' as subject, (payload->'data'->>'seq')::int as seq
     from (${everyEvent}) e
     cross join (values ('match.proposed', 'proposed'), ('match.updated', 'updated'), ('match.withdrawn', 'withdrawn')) as n (type, part)
     cross join lateral jsonb_array_elements(payload->'data'->n.part) m
     where e.type = 'shortlist.changed'`,
  )
  const { rows: placed } = await pool.query<{ endpoint_id: string; type: string; subject: string; seq: number; sent: boolean }>(
    `select endpoint_id, type, coalesce(match_id::text, id) as subject, coalesce(seq, 0)::int as seq,
       status <> 'cancelled' as sent
     from webhooks.messages where match_id is not null or type = 'candidate.erased'`,
  )
  const { rows: listed } = await pool.query<{ id: string }>('select match_id as id from matching.shortlist_entries')
  const nameOf = new Map(endpoints.map(({ id, name }) => [id, name]))
  const listening = endpoints.filter(({ events }) => events.includes('match.proposed'))
  const final = new Map(announced.map(({ subject }) => [subject, 'match.withdrawn']))
  for (const { id } of listed) final.set(id, 'match.proposed')
  const told = placed.map(({ endpoint_id: id, type, subject, seq, sent }) => ({ endpoint: nameOf.get(id) ?? id, type, subject, seq, sent }))
  return {
    told: told.filter(({ sent }) => sent),
    possible: [...told, ...listening.flatMap(({ name }) => announced.map((one) => ({ endpoint: name, ...one })))],
    final,
  }
}
