-- Rehearsals asked for in chat: who asked, where each stands, and what is told of it.
create table rehearsal (
    org_id text not null,
    rehearsal_id text not null,
    asked_by text not null,
    asked_at bigint not null,
    state text not null,
    taken_at bigint,
    tries bigint not null default 0,
    view_json text,
    primary key (org_id, rehearsal_id),
    foreign key (org_id, asked_by) references person (org_id, person_id)
);
create index rehearsal_open on rehearsal (org_id, asked_at) where state in ('asked', 'playing');
