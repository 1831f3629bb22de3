-- Decision 028. The moves of an event in one pass over its lists; and whose they are, so that the event need not be read again for that. A set of rows in
-- a select list costs a third of what three functions in a join do.
create or replace view matching.consistency_moves with (security_barrier) as
select m.event_id, m.created_at, m.posting_id, m.seq, (m.said ->> 'matchId')::uuid as match_id,
  case when m.place <= m.proposed then 2 when m.place <= m.proposed + m.updated then 1 else 0 end as move, m.tenant_id, m.employer_id
from (
  select e.*, jsonb_array_elements(e.moved) as said, generate_series(1, jsonb_array_length(e.moved)) as place
  from (
    select o.id as event_id, o.created_at, (o.payload #>> '{data,postingId}')::uuid as posting_id, (o.payload #>> '{data,seq}')::bigint as seq,
      (o.payload #>> '{data,tenantId}')::uuid as tenant_id, (o.payload #>> '{data,employerId}')::uuid as employer_id,
      jsonb_array_length(o.payload #> '{data,proposed}') as proposed, jsonb_array_length(coalesce(o.payload #> '{data,updated}', '[]')) as updated,
      (o.payload #> '{data,proposed}') || coalesce(o.payload #> '{data,updated}', '[]') || (o.payload #> '{data,withdrawn}') as moved
    from matching.outbox o where o.type = 'shortlist.changed' offset 0
  ) e
) m;
