-- Decision 031. The trace that a delivery goes on with: a name for work, not for a person; empty where nothing is traced.
alter table webhooks.messages
  add column trace text,
  add constraint messages_trace_is_a_traceparent check (trace ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$') not valid;
comment on column webhooks.messages.trace is 'purpose: the trace of the request that it came of, for whoever looks for what went slowly or wrong (W3C traceparent); retention: P1Y; flows: the collector of traces; export; what speaks of a person loses it when she is erased';
