-- Decision 020. The register adds to the audit and reads it; it cannot change a row.
grant usage on schema audit to zhihe_jobseekers;
grant select on audit.entries, audit.chains to zhihe_jobseekers;
grant execute on function audit.append(timestamptz, uuid, uuid, text, text, text, uuid[], integer, jsonb) to zhihe_jobseekers;
