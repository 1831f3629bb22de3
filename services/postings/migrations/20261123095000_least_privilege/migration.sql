-- S13 (infra/checks/snapshots/role-matrix.md). What is never deleted cannot be, and a table that comes later says itself who may do what with it.
revoke delete on postings.employers, postings.fairs, postings.postings from zhihe_postings;
alter default privileges in schema postings revoke select, insert, update, delete on tables from zhihe_postings;
