-- Decision 021. A message about a disclosure names its grant: whether that still stands is asked where the attempt is noted.
alter table webhooks.messages add column grant_id uuid;
create index messages_grant on webhooks.messages (grant_id) where grant_id is not null;
comment on column webhooks.messages.grant_id is 'purpose: asks at the moment of sending whether the disclosure it tells of still stands; retention: row; flows: none';

-- Which of these may be told of at this time, held until the transaction ends: a revoke waits for it, one under way is not waited for. A lock needs
-- a right to write; this function lends it.
create function webhooks.hold_disclosures(grants uuid[], at timestamptz) returns setof uuid
language sql volatile security definer set search_path = ''
begin atomic
  select grant_id from consent.disclosures where grant_id = any(grants) and expires_at > at for key share skip locked;
end;
revoke all on function webhooks.hold_disclosures from public;
grant execute on function webhooks.hold_disclosures to zhihe_webhooks;
