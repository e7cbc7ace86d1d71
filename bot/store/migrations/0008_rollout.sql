-- Every text a program ever had, who wrote it and who let it begin; the row of `program` holds the one in force.
create table plan_version (
    org_id text not null,
    program_id text not null,
    version bigint not null,
    state text not null,
    plan_json text not null,
    digest text not null,
    based_on bigint not null,
    author text not null,
    written_at bigint not null,
    approved_by text,
    approved_at bigint,
    primary key (org_id, program_id, version),
    foreign key (org_id, program_id) references program (org_id, program_id)
);
insert into plan_version (org_id, program_id, version, state, plan_json, digest, based_on, author, written_at,
    approved_by, approved_at)
select org_id, program_id, version, 'approved', plan_json, digest, 0, '', applied_at, '', applied_at from program;

-- Where a phase's weeks moved to when it was held, and how far its gate let it go on.
alter table phase add column shifts_json text not null default '[]';
alter table phase add column extended_weeks bigint not null default 0;

-- Drawn once, when the person first comes in, and kept: restarting never reshuffles anybody.
alter table enrolment add column bucket bigint not null default -1;
alter table enrolment add column stratum text not null default 'assigned';
alter table enrolment add column arm text not null default 'nudged';
