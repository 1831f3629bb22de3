-- The queue's own room in PostgreSQL, used when the queue's URL is a PostgreSQL one. BullMQ keeps its tables here and migrates them itself on
-- the first connection (its migrations belong to its version, so they are not copied); it needs to own the schema for that, and nothing else.
do $$
begin
  if not exists (select from pg_roles where rolname = 'zhihe_queue') then
    create role zhihe_queue login;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database of this server made it at the same moment
end
$$;

-- The owner of a schema must be one of the migrating role's own, where that role is no superuser.
do $$
begin
  execute format('grant zhihe_queue to %I', current_user);
exception
  when others then null; -- a superuser needs no grant, and may not be granted its own
end
$$;

create schema if not exists bullmq authorization zhihe_queue;
