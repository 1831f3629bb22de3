-- online: every change writes into the outbox, and goes on doing so while its index is built (decision 032)
create index concurrently if not exists outbox_unconfirmed on jobseekers.outbox (published_at, id) where published_at is not null and confirmed_at is null;
