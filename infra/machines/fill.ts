import type { Pool } from 'pg'
import { generateJobseekers, generatePostings } from '../bench/engine/world.ts'

export interface Fill {
  people: number
  postings: number
  /** Prefectures; as many as suit the number of people. */
  cities?: number
  tenantId: string
}

const rowsPerStatement = 1_000

/** Puts people and open postings into the copies that matching keeps, as if they had come by the other services. */
export async function fillMatching(pool: Pool, { tenantId, ...options }: Fill): Promise<void> {
  await inChunks(generateJobseekers({ ...options, seed: 7 }), async (facts) => {
    await pool.query(
      `insert into matching.jobseekers (id, tenant_id, region_code, version, facts)
        select (f ->> 'id')::uuid, $1, f ->> 'regionCode', (f ->> 'version')::int, f from unnest($2::jsonb[]) as f`,
      [tenantId, facts],
    )
    await pool.query(
      `insert into consent.given (jobseeker_id, purpose, since)
        select (f ->> 'id')::uuid, 'matching', now() from unnest($1::jsonb[]) as f where (f ->> 'active')::bool and (f ->> 'consentsToMatching')::bool`,
      [facts],
    )
    await pool.query(
      `insert into matching.jobseeker_facts (id, version, facts) select (f ->> 'id')::uuid, (f ->> 'version')::int, f from unnest($1::jsonb[]) as f`,
      [facts],
    )
  })
  const employerId = '01a20000-0000-7000-8000-00000000e001'
  await inChunks(generatePostings({ ...options, seed: 7 }), async (facts) => {
    await pool.query(
      `insert into matching.postings (id, tenant_id, employer_id, version, status, opens_at, closes_at, facts)
        select (f ->> 'id')::uuid, $1, $2, (f ->> 'version')::int, 'open', null, null, f || '{"status": "open", "opensAt": null, "closesAt": null}'
        from unnest($3::jsonb[]) as f`,
      [tenantId, employerId, facts],
    )
    await pool.query(
      `insert into matching.posting_facts (id, version, facts) select id, version, facts from matching.postings where employer_id = $1
        on conflict do nothing`,
      [employerId],
    )
  })
  await pool.query('analyze matching.jobseekers, matching.postings')
}

async function inChunks(facts: Iterable<object>, write: (json: string[]) => Promise<void>): Promise<void> {
  let chunk: string[] = []
  for (const one of facts) {
    if (chunk.push(JSON.stringify(one)) < rowsPerStatement) continue
    await write(chunk)
    chunk = []
  }
  if (chunk.length > 0) await write(chunk)
}
