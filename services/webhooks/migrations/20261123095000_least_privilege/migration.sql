-- S13 (infra/checks/snapshots/role-matrix.md). What is never deleted cannot be, and a table that comes later says itself who may do what with it.
revoke delete on webhooks.endpoints from zhihe_webhooks;
revoke update on webhooks.inbox from zhihe_webhooks;
alter default privileges in schema webhooks revoke select, insert, update, delete on tables from zhihe_webhooks;
