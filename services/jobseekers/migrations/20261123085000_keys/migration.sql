-- Decision 025. The register manages keys for its admins, through functions: it writes no key itself.
grant execute on function access.create_key, access.rotate_key, access.revoke_key, access.list_keys to zhihe_jobseekers;
