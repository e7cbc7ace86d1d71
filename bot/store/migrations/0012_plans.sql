-- A person's own plan: when this comes, I do that. `wall` and `zone` are the moment of its one reminder.
create table when_then (
    org_id text not null,
    plan_id text not null,
    person_id text not null,
    nudge_id text not null,
    cue text not null,
    task text not null,
    wall text not null,
    zone text not null,
    weekly_cap bigint not null,
    state text not null,
    planned_at bigint not null,
    answered_at bigint,
    primary key (org_id, plan_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create unique index when_then_planned on when_then (org_id, nudge_id) where state = 'planned';
create index when_then_of_person on when_then (org_id, person_id);

-- What a person wants no more messages about.
create table topic_off (
    org_id text not null,
    person_id text not null,
    topic text not null,
    off_at bigint not null,
    primary key (org_id, person_id, topic)
);
