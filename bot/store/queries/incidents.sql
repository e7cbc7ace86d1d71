-- name: report
insert into incident (org_id, incident_id, program_id, kind, body, owner, reported_by, reported_at,
    answer_by_at)
values (:org_id, :incident_id, :program_id, :kind, :body, :owner, :reported_by, :reported_at, :answer_by_at);

-- name: find_incident
select * from incident where org_id = :org_id and incident_id = :incident_id;

-- name: list_open
select * from incident where org_id = :org_id and program_id = :program_id and closed_at is null order by reported_at;

-- name: answer_incident
update incident set answered_by = :answered_by, answered_at = :answered_at
where org_id = :org_id and incident_id = :incident_id and answered_at is null and closed_at is null;

-- name: close_incident
update incident set closed_by = :closed_by, closed_at = :closed_at, outcome = :outcome
where org_id = :org_id and incident_id = :incident_id and closed_at is null;

-- name: list_reported_by
select reported_at, kind, body from incident
where org_id = :org_id and reported_by = :person_id order by reported_at;

-- name: forget_reporter
update incident set reported_by = null where org_id = :org_id and reported_by = :person_id;

-- name: find_same
select * from incident
where org_id = :org_id and program_id = :program_id and reported_by = :reported_by and kind = :kind and body = :body
    and closed_at is null
order by reported_at limit 1;
