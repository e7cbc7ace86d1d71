-- The digest of a published summary's text: whether the summary was changed since can be told from it.
alter table adoption_summary add column digest text not null default '';

-- Whether a Slack workspace draws native charts, by the last message that had one.
create table chart_support (
    org_id text not null,
    workspace text not null,
    is_native bigint not null,
    seen_at bigint not null,
    primary key (org_id, workspace)
);
