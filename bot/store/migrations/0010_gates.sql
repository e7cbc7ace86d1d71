-- What a planned look saw, kept as it was then; numbered within the phase, never changed.
create table gate_look (
    org_id text not null,
    look_id text not null,
    program_id text not null,
    phase_key text not null,
    number bigint not null,
    evidence_json text not null,
    looked_at bigint not null,
    primary key (org_id, look_id),
    foreign key (org_id, program_id) references program (org_id, program_id)
);
create unique index gate_look_number on gate_look (org_id, program_id, phase_key, number);

-- What a person decided on a look, in one sentence; one decision a look.
create table gate_decision (
    org_id text not null,
    look_id text not null,
    choice text not null,
    reason text not null,
    weeks bigint not null default 0,
    recommended text not null,
    decided_by text not null,
    decided_at bigint not null,
    primary key (org_id, look_id),
    foreign key (org_id, look_id) references gate_look (org_id, look_id)
);

-- Approved all the same: what was objected comes back at the next gate.
create table objection (
    org_id text not null,
    objection_id text not null,
    look_id text not null,
    body text not null,
    state text not null default 'open',
    settled_by text,
    settled_at bigint,
    primary key (org_id, objection_id),
    foreign key (org_id, look_id) references gate_look (org_id, look_id)
);

-- A guess of the metric, sealed until the gate: the lower end of a band in percent.
create table prediction (
    org_id text not null,
    program_id text not null,
    phase_key text not null,
    person_id text not null,
    band bigint not null,
    said_at bigint not null,
    primary key (org_id, program_id, phase_key, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);

-- Rows are only ever added; the newest of a driver holds.
create table readiness (
    org_id text not null,
    assessment_id text not null,
    program_id text not null,
    driver text not null,
    score bigint not null,
    evidence text not null,
    owner text not null,
    said_by text not null,
    said_at bigint not null,
    primary key (org_id, assessment_id),
    foreign key (org_id, program_id) references program (org_id, program_id)
);

create table incident (
    org_id text not null,
    incident_id text not null,
    program_id text not null,
    kind text not null,
    body text not null,
    owner text not null,
    reported_by text,
    reported_at bigint not null,
    closed_by text,
    closed_at bigint,
    outcome text not null default '',
    primary key (org_id, incident_id),
    foreign key (org_id, program_id) references program (org_id, program_id)
);

-- What enough people named in a window, and what became of it.
create table open_item (
    org_id text not null,
    item_id text not null,
    program_id text not null,
    window_id text not null,
    theme text not null,
    labels_json text not null,
    people bigint not null,
    state text not null default 'open',
    owner text not null default '',
    reason text not null default '',
    answered_by text,
    answered_at bigint,
    primary key (org_id, item_id),
    foreign key (org_id, window_id) references feedback_window (org_id, window_id)
);
create unique index open_item_theme on open_item (org_id, window_id, theme);

-- New questions were opened although items of this window were not answered, and why.
create table item_override (
    org_id text not null,
    window_id text not null,
    reason text not null,
    opened_by text not null,
    opened_at bigint not null,
    primary key (org_id, window_id),
    foreign key (org_id, window_id) references feedback_window (org_id, window_id)
);
