-- Decision 029. Relays ask which of their events have not arrived, and send those again that the queue lost.
create function webhooks.unseen(event_ids uuid[]) returns setof uuid
language sql stable security definer set search_path = '' set enable_hashjoin = off set enable_mergejoin = off
as $$
  select event_id from unnest(event_ids) as asked (event_id)
  where not exists (select from webhooks.inbox i where i.consumer = 'webhooks' and i.event_id = asked.event_id)
$$;
comment on function webhooks.unseen is 'Of these events those that have not arrived here. All that the relays of others may learn of this schema.';
revoke all on function webhooks.unseen from public;
grant execute on function webhooks.unseen to zhihe_postings, zhihe_jobseekers, zhihe_matching;
grant usage on schema webhooks to zhihe_postings, zhihe_jobseekers, zhihe_matching;
