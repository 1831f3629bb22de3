-- S13 (infra/checks/snapshots/role-matrix.md). What is never deleted cannot be, and a table that comes later says itself who may do what with it.
revoke delete on matching.postings, matching.shortlists, matching.match_reviews, matching.rebuilds from zhihe_matching;
revoke update on matching.inbox from zhihe_matching;
alter default privileges in schema matching revoke select, insert, update, delete on tables from zhihe_matching;
