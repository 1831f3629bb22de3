-- Decision 029. Which events have arrived, so that what the queue lost is sent again.
alter table jobseekers.outbox
  add column confirmed_at timestamptz,
  add column resent integer not null default 0;
-- What has not arrived is not deleted after an hour.
do $$
declare
  named record;
begin
  for named in
    select a.attname, col_description(a.attrelid, a.attnum) as said
    from pg_attribute a where a.attrelid = 'jobseekers.outbox'::regclass and a.attnum > 0
  loop
    execute format(
      'comment on column jobseekers.outbox.%I is %L',
      named.attname, replace(named.said, 'gone an hour after publication', 'gone an hour after publication if it has arrived')
    );
  end loop;
end
$$;
comment on column jobseekers.outbox.confirmed_at is 'purpose: since when every consumer is known to have the event; retention: P14D; flows: none';
comment on column jobseekers.outbox.resent is 'purpose: how often the event was sent again because the queue had lost it; retention: P14D; flows: none';

create table jobseekers.outbox_epochs (
  consumer text primary key,
  epoch text not null,
  lost_before timestamptz not null
);
comment on column jobseekers.outbox_epochs.consumer is 'purpose: whose queue; retention: forever; flows: none';
comment on column jobseekers.outbox_epochs.epoch is 'purpose: the mark that its queue was seen to hold: another mark, or none, means that its data is gone; retention: forever; flows: the queue';
comment on column jobseekers.outbox_epochs.lost_before is 'purpose: what was published before this and has not arrived was lost; retention: forever; flows: none';
grant select, insert, update on jobseekers.outbox_epochs to zhihe_jobseekers;

do $$
begin
  if not exists (select from pg_roles where rolname = 'zhihe_matching') then
    create role zhihe_matching login;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database of this server made it at the same moment
end
$$;
create function jobseekers.unseen(event_ids uuid[]) returns setof uuid
language sql stable security definer set search_path = '' set enable_hashjoin = off set enable_mergejoin = off
as $$
  select event_id from unnest(event_ids) as asked (event_id)
  where not exists (select from jobseekers.inbox i where i.consumer = 'jobseekers' and i.event_id = asked.event_id)
$$;
comment on function jobseekers.unseen is 'Of these events those that have not arrived here. All that the relays of others may learn of this schema.';
revoke all on function jobseekers.unseen from public;
grant execute on function jobseekers.unseen to zhihe_matching;
grant usage on schema jobseekers to zhihe_matching;
