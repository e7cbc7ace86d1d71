-- Effects in money that somebody measured. Rows are only ever added: what was wrong is withdrawn by another row.
create table value_benefit (
    org_id text not null,
    benefit_id text not null,
    program_id text not null,
    family text not null,
    low bigint not null,
    high bigint not null,
    currency text not null,
    from_on text not null,
    to_on text not null,
    basis text not null,
    note text not null default '',
    entered_by text,
    entered_at bigint not null,
    primary key (org_id, benefit_id)
);
create index value_benefit_of_program on value_benefit (org_id, program_id, entered_at);

create table value_withdrawal (
    org_id text not null,
    benefit_id text not null,
    reason text not null default '',
    withdrawn_by text,
    withdrawn_at bigint not null,
    primary key (org_id, benefit_id),
    foreign key (org_id, benefit_id) references value_benefit (org_id, benefit_id)
);

-- The sponsor's brief of a month, as it was made: it holds nothing but what the summaries it names published.
create table sponsor_brief (
    org_id text not null,
    brief_id text not null,
    program_id text not null,
    month text not null,
    number bigint not null,
    brief_json text not null,
    made_at bigint not null,
    primary key (org_id, brief_id),
    unique (org_id, program_id, month)
);
