-- What the workplace would have to provide for her, as it was last told; null: not known, from before this was kept.
alter table matching.shortlist_entries add column needs text[];
