-- What a window's answers came to, of everybody (the empty team) and of each team that may be told of: made once.
create table window_result (
    org_id text not null,
    window_id text not null,
    team text not null,
    result_json text not null,
    made_at bigint not null,
    primary key (org_id, window_id, team),
    foreign key (org_id, window_id) references feedback_window (org_id, window_id)
);

-- The ledger of what is published beside the weekly summaries: `about` is a window, a look at a gate, or a look at a
-- nudge. Rows are only ever added.
create table published_beside (
    org_id text not null,
    program_id text not null,
    about text not null,
    metric text not null,
    team text not null,
    week_on text not null,
    digest text not null,
    published_at bigint not null,
    primary key (org_id, program_id, about, metric, team),
    foreign key (org_id, digest) references roster (org_id, digest)
);
create index published_beside_of_team on published_beside (org_id, program_id, team, published_at);

create table hidden_beside (
    org_id text not null,
    program_id text not null,
    about text not null,
    week_on text not null,
    reason text not null,
    groups bigint not null,
    primary key (org_id, program_id, about, reason)
);
