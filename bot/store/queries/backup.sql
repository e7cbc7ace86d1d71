-- name: doubt_sending
update outbox set state = 'in_doubt', reason = :reason, lease_until_at = null, claimed_at = :now_at
where org_id = :org_id and state = 'sending';

-- name: list_perhaps_sent
select delivery_id, person_id, platform from outbox
where org_id = :org_id and state = 'planned' and (due_at <= :now_at or reason = :paused);

-- name: doubt_planned
update outbox set state = 'in_doubt', reason = :reason, platform = :platform, workspace = :workspace,
    attempts = attempts + 1, claimed_at = :now_at, first_attempt_at = coalesce(first_attempt_at, :since_at)
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: last_instant
select max(known_at) as known_at from (
    select max(ran_at) as known_at from job_run where org_id = :org_id
    union all select max(received_at) from inbox where org_id = :org_id
    union all select max(settled_at) from outbox where org_id = :org_id
    union all select max(first_attempt_at) from outbox where org_id = :org_id
) known;
