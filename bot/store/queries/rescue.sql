-- name: find_arm
select arm from enrolment
where org_id = :org_id and program_id = :program_id and person_id = :person_id and left_at is null;

-- name: withdraw_nudge
delete from nudge where org_id = :org_id and nudge_id = :nudge_id and slot = 'rescue';
