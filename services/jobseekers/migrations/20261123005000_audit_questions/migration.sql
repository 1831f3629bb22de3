-- Decision 020. The register answers the questions of the audit, verifies it, notes its ends and lets go of what is too old. Nothing of it writes an entry.
grant select on audit.people, audit.anchors, audit.checkpoints to zhihe_jobseekers;
grant execute on function audit.verify, audit.verify_people, audit.purge, audit.anchor, audit.canonical, audit.purgeable_until to zhihe_jobseekers;
