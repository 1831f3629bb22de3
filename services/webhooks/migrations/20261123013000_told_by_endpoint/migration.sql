-- Decision 020. For leak notices the register may ask of whom an endpoint was told, and nothing else of this schema. An attempt that began counts
-- whatever came of it: the receiver may have read what it then refused.
create function audit.told_by_endpoint(p_endpoint uuid, p_since timestamptz, p_until timestamptz, p_after uuid, p_limit integer)
returns table (jobseeker_id uuid, actions text[], times integer, first_at timestamptz, last_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select m.jobseeker_id, array_agg(distinct 'webhook.' || m.type), count(*)::integer, min(a.started_at), max(a.started_at)
  from webhooks.messages m join webhooks.attempts a on a.message_id = m.id
  where m.endpoint_id = p_endpoint and m.jobseeker_id > p_after and a.started_at >= p_since and a.started_at < p_until
  group by m.jobseeker_id order by m.jobseeker_id limit p_limit;
end;
revoke all on function audit.told_by_endpoint from public;
grant execute on function audit.told_by_endpoint to zhihe_jobseekers;
