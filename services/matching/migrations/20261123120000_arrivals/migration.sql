-- Decision 029. Which events have arrived, so that what the queue lost is sent again.
alter table matching.outbox
  add column confirmed_at timestamptz,
  add column resent integer not null default 0;
-- What has not arrived is not deleted after an hour.
do $$
declare
  named record;
begin
  for named in
    select a.attname, col_description(a.attrelid, a.attnum) as said
    from pg_attribute a where a.attrelid = 'matching.outbox'::regclass and a.attnum > 0
  loop
    execute format(
      'comment on column matching.outbox.%I is %L',
      named.attname, replace(named.said, 'gone an hour after publication', 'gone an hour after publication if it has arrived')
    );
  end loop;
end
$$;
comment on column matching.outbox.confirmed_at is 'purpose: since when every consumer is known to have the event; retention: P14D; flows: none';
comment on column matching.outbox.resent is 'purpose: how often the event was sent again because the queue had lost it; retention: P14D; flows: none';

create table matching.outbox_epochs (
  consumer text primary key,
  epoch text not null,
  lost_before timestamptz not null
);
comment on column matching.outbox_epochs.consumer is 'purpose: whose queue; retention: forever; flows: none';
comment on column matching.outbox_epochs.epoch is 'purpose: the mark that its queue was seen to hold: another mark, or none, means that its data is gone; retention: forever; flows: the queue';
comment on column matching.outbox_epochs.lost_before is 'purpose: what was published before this and has not arrived was lost; retention: forever; flows: none';
grant select, insert, update on matching.outbox_epochs to zhihe_matching;

do $$
begin
  if not exists (select from pg_roles where rolname = 'zhihe_postings') then
    create role zhihe_postings login;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database of this server made it at the same moment
end
$$;
create function matching.unseen(event_ids uuid[]) returns setof uuid
language sql stable security definer set search_path = '' set enable_hashjoin = off set enable_mergejoin = off
as $$
  select event_id from unnest(event_ids) as asked (event_id)
  where not exists (select from matching.inbox i where i.consumer = 'matching' and i.event_id = asked.event_id)
$$;
comment on function matching.unseen is 'Of these events those that have not arrived here. All that the relays of others may learn of this schema.';
revoke all on function matching.unseen from public;
grant execute on function matching.unseen to zhihe_postings, zhihe_jobseekers, zhihe_matching;
grant usage on schema matching to zhihe_postings, zhihe_jobseekers;
