-- online: all messages are looked at while senders go on (decision 032)
alter table webhooks.messages validate constraint messages_trace_is_a_traceparent;
