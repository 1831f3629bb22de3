-- Decision 028. Who compares what the services hold. The role comes first of all, as each service says in its own migration what it lends it.
do $$
begin
  create role zhihe_operations login;
exception
  when duplicate_object or unique_violation then null;
end
$$;
grant zhihe_service to zhihe_operations;
