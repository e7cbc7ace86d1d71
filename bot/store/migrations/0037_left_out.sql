-- Somebody who said why not to use the tool, and whether a champion may know and agrees to leave the person out of
-- the use figures; `reason` is an option of `question` as it was answered in the prompt. An erased answer ends it.
create table left_out (
    org_id text not null,
    left_out_id text not null,
    program_id text not null,
    person_id text not null,
    prompt_id text not null,
    question text not null,
    reason text not null,
    state text not null,
    said_at bigint not null,
    decided_by text,
    decided_at bigint,
    from_on text,
    until_on text,
    ended_at bigint,
    primary key (org_id, left_out_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create index left_out_person on left_out (org_id, program_id, person_id);
create unique index left_out_once on left_out (org_id, program_id, person_id, prompt_id);
