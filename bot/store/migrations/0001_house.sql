-- Every table carries the organisation; `*_at` is microseconds since 1970 UTC, `*_on` an ISO date, `*_json` JSON text.

create table person (
    org_id text not null,
    person_id text not null,
    email text not null,
    name text not null,
    team text not null,
    manager text not null,
    timezone text not null,
    locale text not null,
    role text not null,
    attributes_json text not null,
    ordinal bigint not null,
    state text not null,
    disclosed_at bigint,
    created_at bigint not null,
    primary key (org_id, person_id)
);
create unique index person_email on person (org_id, email);
create unique index person_ordinal on person (org_id, ordinal);

-- What a person chose; kept apart so that an import never overwrites it.
create table preference (
    org_id text not null,
    person_id text not null,
    own_locale text not null default '',
    quiet_from text not null default '',
    quiet_until text not null default '',
    paused_until_on text,
    stopped_at bigint,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);

-- Where a person can be reached; only authenticated traffic and the people file write here.
create table address (
    org_id text not null,
    person_id text not null,
    platform text not null,
    workspace text not null,
    user_ref text not null,
    conversation text not null default '',
    service_url text not null default '',
    state text not null default 'active',
    seen_at bigint not null,
    primary key (org_id, platform, workspace, user_ref),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create index address_person on address (org_id, person_id);

create table program (
    org_id text not null,
    program_id text not null,
    program_key text not null,
    version bigint not null,
    state text not null,
    plan_json text not null,
    digest text not null,
    applied_at bigint not null,
    primary key (org_id, program_id)
);
create unique index program_version on program (org_id, program_key, version);

create table phase (
    org_id text not null,
    program_id text not null,
    phase_key text not null,
    ordinal bigint not null,
    state text not null,
    week_one_on text,
    started_at bigint,
    ended_at bigint,
    changed_by text,
    primary key (org_id, program_id, phase_key),
    foreign key (org_id, program_id) references program (org_id, program_id)
);

create table enrolment (
    org_id text not null,
    program_id text not null,
    person_id text not null,
    enrolled_at bigint not null,
    left_at bigint,
    primary key (org_id, program_id, person_id),
    foreign key (org_id, program_id) references program (org_id, program_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);

-- The kill switch: a row without lifted_at stops all sending it covers.
create table pause (
    org_id text not null,
    pause_id text not null,
    scope text not null,
    target text not null default '',
    reason text not null default '',
    paused_by text not null,
    paused_at bigint not null,
    lifted_by text,
    lifted_at bigint,
    primary key (org_id, pause_id)
);

create table feedback_window (
    org_id text not null,
    window_id text not null,
    program_id text not null,
    phase_key text not null,
    window_key text not null,
    question_set text not null,
    week bigint not null,
    week_on text not null,
    state text not null,
    opens_at bigint not null,
    closes_at bigint not null,
    frozen_json text not null,
    closed_at bigint,
    primary key (org_id, window_id),
    foreign key (org_id, program_id) references program (org_id, program_id)
);
create unique index feedback_window_key on feedback_window (org_id, program_id, phase_key, window_key);

create table feedback_prompt (
    org_id text not null,
    prompt_id text not null,
    window_id text not null,
    person_id text not null,
    team text not null,
    opens_at bigint not null,
    closes_at bigint not null,
    at_question text not null default '',
    finished_at bigint,
    receipt text not null default '',
    primary key (org_id, prompt_id),
    foreign key (org_id, window_id) references feedback_window (org_id, window_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create unique index feedback_prompt_person on feedback_prompt (org_id, window_id, person_id);
create index feedback_prompt_of_person on feedback_prompt (org_id, person_id);

-- One row a question; an answer after the close is a row of its own with late = 1.
create table answer (
    org_id text not null,
    prompt_id text not null,
    question text not null,
    late bigint not null,
    value text not null,
    answered_at bigint not null,
    primary key (org_id, prompt_id, question, late),
    foreign key (org_id, prompt_id) references feedback_prompt (org_id, prompt_id)
);

-- What a person told us outside any window.
create table remark (
    org_id text not null,
    remark_id text not null,
    person_id text not null,
    body text not null,
    said_at bigint not null,
    primary key (org_id, remark_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);

-- A nudge or tip chosen for one person and slot, with everything its why-me line was made of.
create table nudge (
    org_id text not null,
    nudge_id text not null,
    program_id text not null,
    phase_key text not null,
    person_id text not null,
    slot text not null,
    kind text not null,
    item text not null,
    why_json text not null,
    decided_at bigint not null,
    outcome text not null default '',
    reason text not null default '',
    answered_at bigint,
    primary key (org_id, nudge_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create unique index nudge_slot on nudge (org_id, program_id, slot, person_id);
create index nudge_of_person on nudge (org_id, person_id);

create table tip (
    org_id text not null,
    tip_id text not null,
    author_id text,
    credited bigint not null default 0,
    state text not null,
    role text not null,
    tool text not null,
    task text not null,
    locale text not null,
    title text not null,
    body text not null,
    offered_at bigint not null,
    reviewed_by text,
    reviewed_at bigint,
    primary key (org_id, tip_id)
);

create table tip_vote (
    org_id text not null,
    tip_key text not null,
    person_id text not null,
    helpful bigint not null,
    voted_at bigint not null,
    primary key (org_id, tip_key, person_id)
);

-- Someone asked for a person.
create table human_request (
    org_id text not null,
    request_id text not null,
    person_id text not null,
    about text not null default '',
    asked_at bigint not null,
    taken_by text,
    taken_at bigint,
    primary key (org_id, request_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);

create table usage_signal (
    org_id text not null,
    source text not null,
    signal_id text not null,
    person_id text not null,
    tool text not null,
    feature text not null,
    day_on text not null,
    actions bigint not null,
    received_at bigint not null,
    primary key (org_id, source, signal_id)
);
create index usage_signal_person on usage_signal (org_id, person_id, day_on);
create index usage_signal_day on usage_signal (org_id, day_on);

-- Facts, kept at ingest: counters a person and week, and who was active as one bitmap a week and tool.
create table person_week (
    org_id text not null,
    ordinal bigint not null,
    week_on text not null,
    tool text not null,
    actions bigint not null,
    days bigint not null,
    features bigint not null,
    primary key (org_id, week_on, tool, ordinal)
);
create index person_week_person on person_week (org_id, ordinal);

create table active_week (
    org_id text not null,
    week_on text not null,
    tool text not null,
    kind text not null,
    people bytea not null,
    primary key (org_id, week_on, tool, kind)
);

create table import_run (
    org_id text not null,
    import_id text not null,
    source text not null,
    file_name text not null,
    complete_to_on text,
    accepted bigint not null,
    repeated bigint not null,
    rejected bigint not null,
    note text not null default '',
    imported_at bigint not null,
    primary key (org_id, import_id)
);

-- A weekly summary as it was published; never changed afterwards.
create table adoption_summary (
    org_id text not null,
    summary_id text not null,
    program_id text not null,
    team text not null,
    week_on text not null,
    number bigint not null,
    summary_json text not null,
    members_digest text not null,
    members bigint not null,
    made_at bigint not null,
    primary key (org_id, summary_id)
);
create unique index adoption_summary_week on adoption_summary (org_id, program_id, team, week_on);

create table champion_action (
    org_id text not null,
    action_id text not null,
    summary_id text not null,
    rule text not null,
    team text not null,
    state text not null,
    taken_by text,
    reason text not null default '',
    proposed_at bigint not null,
    answered_at bigint,
    primary key (org_id, action_id)
);
create index champion_action_team on champion_action (org_id, team);

-- The truth of delivery: a row is written with the business change, claimed before the call.
create table outbox (
    org_id text not null,
    delivery_id text not null,
    delivery_key text not null,
    kind text not null,
    person_id text not null,
    platform text not null,
    workspace text not null,
    story text not null,
    about text not null default '',
    card_json text,
    state text not null,
    due_at bigint not null,
    not_after_at bigint not null,
    token bigint not null default 0,
    lease_until_at bigint,
    attempts bigint not null default 0,
    first_attempt_at bigint,
    settled_at bigint,
    reason text not null default '',
    ref text not null default '',
    conversation text not null default '',
    planned_at bigint not null,
    primary key (org_id, delivery_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create unique index outbox_key on outbox (org_id, delivery_key);
create index outbox_due on outbox (org_id, due_at) where state = 'planned';
create index outbox_open on outbox (org_id, state) where state in ('sending', 'in_doubt');
create index outbox_person on outbox (org_id, person_id);

create table inbox (
    org_id text not null,
    platform text not null,
    event_id text not null,
    received_at bigint not null,
    primary key (org_id, platform, event_id)
);

create table audit (
    org_id text not null,
    audit_id text not null,
    happened_at bigint not null,
    actor text not null,
    action text not null,
    object text not null,
    detail_json text not null,
    primary key (org_id, audit_id)
);

create table job_run (
    org_id text not null,
    job text not null,
    slot_at bigint not null,
    ran_at bigint not null,
    primary key (org_id, job, slot_at)
)
