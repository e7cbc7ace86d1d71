-- name: put_plan
insert into when_then (org_id, plan_id, person_id, nudge_id, cue, task, wall, zone, weekly_cap, state, planned_at)
values (:org_id, :plan_id, :person_id, :nudge_id, :cue, :task, :wall, :zone, :weekly_cap, 'planned', :planned_at)
on conflict do nothing;

-- name: find_plan
select * from when_then where org_id = :org_id and plan_id = :plan_id;

-- name: find_planned_on
select * from when_then where org_id = :org_id and nudge_id = :nudge_id and state = 'planned';

-- name: settle_plan
update when_then set state = :state, answered_at = :answered_at
where org_id = :org_id and plan_id = :plan_id and state in ('planned', 'not_now');

-- name: list_of_person
select * from when_then where org_id = :org_id and person_id = :person_id order by planned_at, plan_id;

-- name: forget_plans
delete from when_then where org_id = :org_id and person_id = :person_id;
