-- name: record_run
insert into job_run (org_id, job, slot_at, ran_at) values (:org_id, :job, :slot_at, :ran_at)
on conflict do nothing;

-- name: forget_runs
delete from job_run where org_id = :org_id and slot_at < :before_at and exists (
    select 1 from job_run later
    where later.org_id = job_run.org_id and later.job = job_run.job and later.slot_at > job_run.slot_at);

-- name: last_run
select max(ran_at) as ran_at from job_run where org_id = :org_id and job = :job and ran_at < :now_at;

-- name: list_present
select job, slot_at from job_run where org_id = :org_id and slot_at >= :since_at;

-- name: forget_present
delete from job_run where org_id = :org_id and slot_at >= :since_at;
