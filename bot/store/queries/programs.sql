-- name: current_program
select program_id, version, state, digest, plan_json as plan_text from program
where org_id = :org_id and state in ('approved', 'running', 'held')
order by applied_at desc limit 1;

-- name: latest_program
select program_id, version, state, digest, plan_json as plan_text from program where org_id = :org_id
order by case state when 'running' then 0 when 'held' then 0 when 'approved' then 0 when 'draft' then 1 else 2 end,
    applied_at desc
limit 1;

-- name: find_program
select program_id, version, state, digest, plan_json as plan_text from program where org_id = :org_id and program_id = :program_id;

-- name: put_program
insert into program (org_id, program_id, program_key, version, state, plan_json, digest, applied_at)
values (:org_id, :program_id, :program_id, :version, :state, :plan_json, :digest, :applied_at)
on conflict (org_id, program_id) do update set
    version = excluded.version, plan_json = excluded.plan_json, digest = excluded.digest, applied_at = excluded.applied_at,
    state = case when program.state = 'draft' then excluded.state else program.state end;

-- name: end_phases_of_others
update phase set state = 'done', ended_at = :ended_at
where org_id = :org_id and program_id <> :program_id and state in ('running', 'at_gate') and exists (
    select 1 from program p where p.org_id = phase.org_id and p.program_id = phase.program_id
        and p.state in ('approved', 'running', 'held'));

-- name: retire_others
update program set state = case when state = 'approved' then 'done' else 'stopped' end
where org_id = :org_id and program_id <> :program_id and state in ('approved', 'running', 'held');

-- name: mark_program
update program set state = :state where org_id = :org_id and program_id = :program_id;

-- name: put_phase
insert into phase (org_id, program_id, phase_key, ordinal, state)
values (:org_id, :program_id, :phase_key, :ordinal, 'planned')
on conflict (org_id, program_id, phase_key) do update set ordinal = excluded.ordinal;

-- name: drop_planned_phases
delete from phase where org_id = :org_id and program_id = :program_id and state = 'planned';

-- name: list_phases
select * from phase where org_id = :org_id and program_id = :program_id order by ordinal;

-- name: begin_phase
update phase set state = 'running', week_one_on = :week_one_on, started_at = :started_at, changed_by = :changed_by
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = 'planned';

-- name: mark_phase
update phase set state = :state, ended_at = :ended_at
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = :was;

-- name: list_enrolled
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
order by p.ordinal;

-- name: count_enrolled
select p.calendar, count(*) as enrolled, sum(case when exists (
    select 1 from address a
    where a.org_id = e.org_id and a.person_id = e.person_id and a.state = 'active'
        and (a.platform <> 'teams' or a.conversation <> '')) then 1 else 0 end) as reachable
from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
group by p.calendar;

-- name: list_told
select e.person_id, e.enrolled_at, p.disclosed_at from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.disclosed_at is not null;

-- name: count_calendars
select p.calendar, count(*) as enrolled
from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
group by p.calendar;

-- name: count_up_to
select count(*) as people from (
    select 1 as one from enrolment e
    join person p on p.org_id = e.org_id and p.person_id = e.person_id
    where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
    limit :most) found;

-- name: list_teams_of_enrolled
select p.person_id, p.team, p.state from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null;

-- name: list_enrolled_among
select person_id from enrolment
where org_id = :org_id and program_id = :program_id and left_at is null
    and person_id in (select value from json_each(:person_ids));

-- name: list_not_disclosed
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
    and p.disclosed_at is null and f.stopped_at is null
    and exists (
        select 1 from address a
        where a.org_id = p.org_id and a.person_id = p.person_id and a.state = 'active'
            and (a.platform <> 'teams' or a.conversation <> ''))
order by p.ordinal;

-- name: add_pause
insert into pause (org_id, pause_id, scope, target, reason, paused_by, paused_at)
values (:org_id, :pause_id, :scope, :target, :reason, :paused_by, :paused_at);

-- name: lift_pauses
update pause set lifted_by = :lifted_by, lifted_at = :lifted_at
where org_id = :org_id and scope = :scope and lifted_at is null;

-- name: lift_one_pause
update pause set lifted_by = :lifted_by, lifted_at = :lifted_at
where org_id = :org_id and pause_id = :pause_id and lifted_at is null;

-- name: keep_pauses
select :org_id as org_id;

-- name: await_claims
select :org_id as org_id;

-- name: list_pauses
select * from pause where org_id = :org_id and lifted_at is null order by paused_at;

-- name: release_held
update outbox set due_at = :due_at, reason = ''
where org_id = :org_id and state = 'planned' and reason = :reason;
