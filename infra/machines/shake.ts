import type { Pool } from 'pg'

/** Gives one person in `oneIn` another pay floor, as a new version, and leaves it to a rebuild to find out whom that moves on which list. */
export async function shakePeople(pool: Pool, { oneIn, round }: { oneIn: number; round: number }): Promise<number> {
  const { rowCount } = await pool.query(
    `with changed as (
        update matching.jobseekers set version = version + 1, xid = pg_current_xact_id(), changed_at = now(),
          facts = facts || jsonb_build_object('version', version + 1, 'payFloorFen', 300000 + ($2::int * 7919 + abs(hashtext(id::text))) % 500000)
        where abs(hashtext(id::text)) % $1::int = $2::int % $1::int and erased_at is null
        returning id, version, facts
      )
      insert into matching.jobseeker_facts (id, version, facts) select id, version, facts from changed`,
    [oneIn, round],
  )
  return rowCount ?? 0
}
