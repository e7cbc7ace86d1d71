-- A set of people something was published of, as a bitmap of their numbers; each set is kept once, for good.
create table roster (
    org_id text not null,
    digest text not null,
    people bytea not null,
    primary key (org_id, digest)
);

-- What was published of which group and week; rows are only ever added.
create table published (
    org_id text not null,
    program_id text not null,
    metric text not null,
    week_on text not null,
    team text not null,
    digest text not null,
    published_at bigint not null,
    primary key (org_id, program_id, metric, week_on, team),
    foreign key (org_id, digest) references roster (org_id, digest)
);
create index published_of_team on published (org_id, program_id, team, week_on);

-- How many groups of a week were not told of, by reason; which they were is nobody's business.
create table hidden_group (
    org_id text not null,
    program_id text not null,
    week_on text not null,
    reason text not null,
    groups bigint not null,
    primary key (org_id, program_id, week_on, reason)
);

-- Who wants no words of theirs quoted; they count in themes all the same.
create table not_quoted (
    org_id text not null,
    person_id text not null,
    since_at bigint not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
