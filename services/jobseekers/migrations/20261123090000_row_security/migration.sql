-- Decision 025. The second net under every statement about people: a session reaches the rows of the tenant that it says it works for
-- (zhihe.tenant), of every tenant when it says '*', and none when it says nothing. The service's own filters stay what they were. A table that
-- comes later brings its own policy; test/row-security.int.test.ts fails until it does.
do $$
declare
  found record;
begin
  for found in
    select c.oid::regclass as name,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as has_tenant
    from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace in ('jobseekers'::regnamespace, 'vault'::regnamespace, 'vault_keys'::regnamespace)
      and (
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('tenant_id', 'jobseeker_id') and not a.attisdropped)
      )
  loop
    execute format('alter table %s enable row level security', found.name);
    if found.has_tenant then
      execute format(
        $policy$create policy tenant on %s to zhihe_jobseekers using (current_setting('zhihe.tenant', true) in ('*', tenant_id::text))$policy$,
        found.name
      );
    else
      -- Whose row it is stands with the person. She may be registered by the very statement that adds the row, so adding is free: it shows nothing.
      execute format(
        $policy$create policy tenant on %s to zhihe_jobseekers using (
          current_setting('zhihe.tenant', true) = '*' or exists (select from jobseekers.jobseekers j where j.id = jobseeker_id)
        ) with check (true)$policy$,
        found.name
      );
    end if;
  end loop;
end
$$;

-- Least privilege (S13; infra/checks/snapshots/role-matrix.md). People are erased by jobseekers.erase_person alone, and a table that comes later
-- says itself who may do what with it.
revoke delete on jobseekers.jobseekers, vault.identities, vault_keys.data_keys, vault_keys.file_keys from zhihe_jobseekers;
revoke update on jobseekers.inbox from zhihe_jobseekers;
alter default privileges in schema jobseekers revoke select, insert, update, delete on tables from zhihe_jobseekers;
