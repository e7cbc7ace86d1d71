-- Why a version was not taken, and who said so.
alter table plan_version add column reason text not null default '';
alter table plan_version add column rejected_by text;
alter table plan_version add column rejected_at bigint;
create index plan_version_state on plan_version (org_id, state);
