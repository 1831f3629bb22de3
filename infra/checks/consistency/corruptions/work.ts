import { type Corruption, hourAgo, nobody, openPosting } from './corruption.ts'

/** Work that is written down, and answers that are kept. */
export const ofWork: readonly Corruption[] = [
  {
    what: 'a mark that nobody takes',
    code: 'due_stuck',
    plant: `insert into matching.due (kind, entity_id, created_at) values ('posting', ${openPosting}, ${hourAgo})`,
  },
  {
    what: 'an import that stands still',
    code: 'import_stuck',
    plant: `update postings.imports set status = 'reading', created_at = ${hourAgo}, claimed_until = ${hourAgo} where id = (select id from postings.imports limit 1)`,
  },
  {
    what: 'a batch that has done more than there was',
    code: 'rebuild_miscounted',
    plant: `update matching.rebuild_batches set done = done + 1 where (rebuild_id, batch) = (select rebuild_id, batch from matching.rebuild_batches limit 1)`,
  },
  {
    what: 'a key that answers nothing',
    code: 'idempotency_unanswered',
    plant: `update postings.idempotency_keys set status = null, created_at = ${hourAgo} where key = (select key from postings.idempotency_keys limit 1)`,
  },
  ...['jobseekers', 'webhooks'].map(
    (schema): Corruption => ({
      what: `a key of ${schema} that answers nothing`,
      code: 'idempotency_unanswered',
      plant: `insert into ${schema}.idempotency_keys (tenant_id, key, fingerprint, created_at) values (${nobody}, 'x', 'x', ${hourAgo})`,
    }),
  ),
]
