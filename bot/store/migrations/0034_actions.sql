-- What became of a proposed action: its own text, who sent or did it and when, the words that were changed, to how
-- many people it went, and since when its group is not offered it any more.
alter table champion_action add column action_json text;
alter table champion_action add column sent_by text;
alter table champion_action add column sent_at bigint;
alter table champion_action add column words text not null default '';
alter table champion_action add column people bigint not null default 0;
alter table champion_action add column done_by text;
alter table champion_action add column done_at bigint;
alter table champion_action add column retired_at bigint;
alter table champion_action add column brought_back_at bigint;

-- What somebody answered to a message that a champion had sent: once, and with the own name.
create table action_reply (
    org_id text not null,
    reply_id text not null,
    action_id text not null,
    person_id text not null,
    body text not null,
    said_at bigint not null,
    primary key (org_id, reply_id),
    unique (org_id, action_id, person_id)
);
create index action_reply_person on action_reply (org_id, person_id);
