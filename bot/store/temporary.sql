-- What one connection needs while it takes signals in; empty between two times.
create temp table usage_stage (
    week_no bigint not null,
    ordinal bigint not null,
    stream_no bigint not null,
    day bigint not null,
    actions bigint,
    id_source text,
    signal_id text,
    is_moved bigint not null default 0
);
create temp table usage_change (
    org_id text not null,
    week_no bigint not null,
    ordinal bigint not null,
    stream_no bigint not null,
    day bigint not null,
    actions bigint,
    id_source text,
    signal_id text,
    is_moved bigint not null,
    was bigint
);
create temp table usage_touched (
    org_id text not null,
    week_no bigint not null,
    tool text not null,
    ordinal bigint not null,
    primary key (org_id, week_no, tool, ordinal)
);
