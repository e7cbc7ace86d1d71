-- name: put_look
insert into gate_look (org_id, look_id, program_id, phase_key, number, evidence_json, looked_at)
values (:org_id, :look_id, :program_id, :phase_key, :number, :evidence_json, :looked_at)
on conflict (org_id, program_id, phase_key, number) do nothing;

-- name: find_look
select l.*, d.choice, d.reason, d.weeks, d.decided_by, d.decided_at
from gate_look l left join gate_decision d on d.org_id = l.org_id and d.look_id = l.look_id
where l.org_id = :org_id and l.look_id = :look_id;

-- name: list_looks
select l.*, d.choice, d.reason, d.weeks, d.decided_by, d.decided_at
from gate_look l left join gate_decision d on d.org_id = l.org_id and d.look_id = l.look_id
where l.org_id = :org_id and l.program_id = :program_id order by l.looked_at, l.number;

-- name: put_decision
insert into gate_decision (org_id, look_id, choice, reason, weeks, recommended, decided_by, decided_at)
values (:org_id, :look_id, :choice, :reason, :weeks, :recommended, :decided_by, :decided_at)
on conflict (org_id, look_id) do nothing;

-- name: extend_phase
update phase set state = 'running', extended_weeks = :weeks, shifts_json = :shifts_json, ended_at = null
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = 'at_gate'
    and extended_weeks = 0;

-- name: put_objection
insert into objection (org_id, objection_id, look_id, body) values (:org_id, :objection_id, :look_id, :body);

-- name: list_objections
select o.*, l.phase_key from objection o join gate_look l on l.org_id = o.org_id and l.look_id = o.look_id
where o.org_id = :org_id and l.program_id = :program_id and o.state <> 'settled' order by l.looked_at;

-- name: answer_objection
update objection set state = :state, settled_by = :settled_by, settled_at = :settled_at
where org_id = :org_id and objection_id = :objection_id and state <> 'settled';

-- name: put_prediction
insert into prediction (org_id, program_id, phase_key, person_id, band, said_at)
values (:org_id, :program_id, :phase_key, :person_id, :band, :said_at)
on conflict (org_id, program_id, phase_key, person_id) do update set band = excluded.band, said_at = excluded.said_at;

-- name: list_predictions
select person_id, band from prediction
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key order by person_id;

-- name: put_readiness
insert into readiness (org_id, assessment_id, program_id, driver, score, evidence, owner, said_by, said_at)
values (:org_id, :assessment_id, :program_id, :driver, :score, :evidence, :owner, :said_by, :said_at);

-- name: list_readiness
select * from readiness where org_id = :org_id and program_id = :program_id order by said_at, assessment_id;

-- name: list_closed_windows
select window_id, week, week_on, frozen_json from feedback_window
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key
    and (closes_at <= :now_at or state = 'closed')
    and exists (
        select 1 from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id)
order by week_on desc, window_id;

-- name: list_stopped
select p.ordinal
from enrolment e
join person p on p.org_id = e.org_id and p.person_id = e.person_id
join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.left_at is null and p.state = 'active'
    and f.stopped_at is not null
order by p.ordinal;

-- name: list_decisions_of
select d.decided_at, d.choice, d.reason, l.phase_key, o.body as objection
from gate_decision d join gate_look l on l.org_id = d.org_id and l.look_id = d.look_id
left join objection o on o.org_id = l.org_id and o.look_id = l.look_id
where d.org_id = :org_id and d.decided_by = :person_id order by d.decided_at;

-- name: list_predictions_of
select phase_key, band, said_at from prediction
where org_id = :org_id and person_id = :person_id order by said_at;

-- name: list_readiness_of
select driver, score, evidence, said_at from readiness
where org_id = :org_id and said_by = :person_id order by said_at;

-- name: forget_predictions
delete from prediction where org_id = :org_id and person_id = :person_id;

-- name: forget_readiness_owner
update readiness set owner = '' where org_id = :org_id and owner = :email;
