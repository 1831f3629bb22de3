-- When a posting was published for the first time. It never changes, so closing and opening again, or a change, moves no posting to the top of the
-- list that is the same for everybody.
alter table postings.postings add column published_at timestamptz;
comment on column postings.postings.published_at is 'purpose: order of the list that uses no facts of a person; retention: row; flows: api';

create function postings.note_publication() returns trigger language plpgsql as $$
begin
  if new.status = 'published' and new.published_at is null then
    new.published_at := new.updated_at;
  end if;
  return new;
end
$$;

update postings.postings p set published_at =
  coalesce((select min(v.at) from postings.posting_versions v where v.posting_id = p.id and v.status = 'published'), p.updated_at)
where p.status = 'published' or exists (select from postings.posting_versions v where v.posting_id = p.id and v.status = 'published');

create trigger postings_published before insert or update of status on postings.postings
  for each row execute function postings.note_publication();

create index postings_open_list on postings.postings (published_at desc, id desc) where status = 'published';
