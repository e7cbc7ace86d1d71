-- Somebody says that a number of a published summary looks wrong, and whoever answers for it says why it is right
-- or what was corrected. The words are a person's own text; the summary they are about never changes.
create table summary_complaint (
    org_id text not null,
    complaint_id text not null,
    summary_id text not null,
    number_key text not null,
    words text not null,
    reported_by text,
    reported_at bigint not null,
    state text not null default 'open',
    answered_by text,
    reason text not null default '',
    answered_at bigint,
    primary key (org_id, complaint_id),
    foreign key (org_id, summary_id) references adoption_summary (org_id, summary_id)
);
create index summary_complaint_summary on summary_complaint (org_id, summary_id);
create index summary_complaint_reporter on summary_complaint (org_id, reported_by);
create index summary_complaint_answerer on summary_complaint (org_id, answered_by);
