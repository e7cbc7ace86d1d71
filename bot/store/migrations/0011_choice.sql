-- The whole decision: on which day, for which segment of use and arm, and what else lost for which reason.
alter table nudge add column slot_on text;
alter table nudge add column arm text not null default 'nudged';
alter table nudge add column segment text not null default '';
alter table nudge add column considered_json text not null default '{}';
create index nudge_held_out on nudge (org_id, slot_on) where outcome = 'held_out';
-- The load of a week is asked for before every slot, however much the outbox remembers.
create index outbox_week on outbox (org_id, due_at);

-- Who was told that nudges stopped, because none of the last ones was answered.
create table nudge_rest (
    org_id text not null,
    person_id text not null,
    since_at bigint not null,
    primary key (org_id, person_id)
);

-- What became of a nudge on trial, look by look, with the numbers the verdict was made of.
create table nudge_trial (
    org_id text not null,
    program_id text not null,
    item text not null,
    look bigint not null,
    kind text not null,
    verdict text not null,
    numbers_json text not null,
    looked_at bigint not null,
    primary key (org_id, program_id, item, look)
);
