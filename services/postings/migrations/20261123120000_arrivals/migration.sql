-- Decision 029. Which events have arrived, so that what the queue lost is sent again.
alter table postings.outbox
  add column confirmed_at timestamptz,
  add column resent integer not null default 0;
comment on column postings.outbox.confirmed_at is 'purpose: since when every consumer is known to have the event; retention: P14D; flows: none';
comment on column postings.outbox.resent is 'purpose: how often the event was sent again because the queue had lost it; retention: P14D; flows: none';

create table postings.outbox_epochs (
  consumer text primary key,
  epoch text not null,
  lost_before timestamptz not null
);
comment on column postings.outbox_epochs.consumer is 'purpose: whose queue; retention: forever; flows: none';
comment on column postings.outbox_epochs.epoch is 'purpose: the mark that its queue was seen to hold: another mark, or none, means that its data is gone; retention: forever; flows: the queue';
comment on column postings.outbox_epochs.lost_before is 'purpose: what was published before this and has not arrived was lost; retention: forever; flows: none';
grant select, insert, update on postings.outbox_epochs to zhihe_postings;
