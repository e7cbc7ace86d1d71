-- A message or phase that went wrong, as an administrator tells those who got it; a draft until confirmed.
create table correction (
    org_id text not null,
    correction_id text not null,
    program_id text not null,
    sort text not null,
    target text not null,
    state text not null,
    reason_json text not null,
    since_at bigint not null,
    drafted_by text not null,
    drafted_at bigint not null,
    told_by text,
    told_at bigint,
    people bigint not null default 0,
    primary key (org_id, correction_id),
    foreign key (org_id, program_id) references program (org_id, program_id)
);
create index correction_standing on correction (org_id, state, sort, target);

-- On these local days the program starts nothing with this person: it owes an apology, and says so.
create table quiet_day (
    org_id text not null,
    person_id text not null,
    day_on text not null,
    reason text not null,
    primary key (org_id, person_id, day_on),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
