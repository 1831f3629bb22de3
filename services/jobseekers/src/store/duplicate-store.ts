import type { DuplicatePair } from '@zhihe/contracts/jobseeker-list'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { filesReached } from './file-list.ts'

export interface FoundPair extends DuplicatePair {
  tenantId: string
}

export interface PairQuery {
  reach: Reach
  after: readonly [string, string] | null
  limit: number
}

/**
 * Pairs of people of one tenant, both within reach, who have a card in common, or a telephone, month of birth and sex. By hashes: nobody is opened.
 * Not those of whom somebody has said that they are two.
 */
export async function findDuplicates(executor: Executor, { reach, after, limit }: PairQuery): Promise<FoundPair[]> {
  const [afterA, afterB] = after ?? [null, null]
  const { rows } = await executor.execute<{ a: string; b: string; tenantId: string; reasons: DuplicatePair['reasons'] }>(sql`
    with mine as materialized (
      select l.jobseeker_id, l.tenant_id, l.kind, l.hash_key_id, l.hash, count(*) over (partition by l.tenant_id, l.kind, l.hash_key_id, l.hash) as holders
      from vault.lookups l join jobseekers.files f on f.jobseeker_id = l.jobseeker_id and f.tenant_id = l.tenant_id
      where l.kind in ('certificate', 'phone') and ${filesReached(reach)}
    ), shared as (select * from mine where holders > 1)
    select a.jobseeker_id as a, b.jobseeker_id as b, a.tenant_id as "tenantId",
      array_agg(distinct case a.kind when 'certificate' then 'same_certificate' else 'same_phone_and_birth' end) as reasons
    from shared a
    join shared b on b.tenant_id = a.tenant_id and b.kind = a.kind and b.hash_key_id = a.hash_key_id and b.hash = a.hash
      and b.jobseeker_id > a.jobseeker_id
    join jobseekers.jobseekers ja on ja.id = a.jobseeker_id
    join jobseekers.jobseekers jb on jb.id = b.jobseeker_id
    where (a.kind = 'certificate' or (ja.profile ->> 'birthMonth' = jb.profile ->> 'birthMonth'
        and coalesce(ja.profile ->> 'sex' = jb.profile ->> 'sex', true)))
      and (${afterA}::uuid is null or (a.jobseeker_id, b.jobseeker_id) > (${afterA}::uuid, ${afterB}::uuid))
      and not exists (select from jobseekers.not_duplicates n where n.jobseeker_id = a.jobseeker_id and n.other_id = b.jobseeker_id)
    group by 1, 2, 3 order by 1, 2 limit ${limit}`)
  return rows.map(({ a, b, tenantId, reasons }) => ({ jobseekerIds: [a, b], tenantId, reasons }))
}

/** Both must be within the caller's reach, and of one tenant. */
export async function markNotDuplicate(
  tx: Transaction,
  [a, b]: readonly [string, string],
  { tenantId, byKeyId, now }: { tenantId: string; byKeyId: string; now: Date },
): Promise<void> {
  await tx.execute(sql`
    insert into jobseekers.not_duplicates (jobseeker_id, other_id, tenant_id, decided_at, by_key_id)
    values (${a}, ${b}, ${tenantId}, ${now.toISOString()}, ${byKeyId}) on conflict do nothing`)
}
