-- name: plan_delivery
insert into outbox (org_id, delivery_id, delivery_key, kind, person_id, platform, workspace, story, about, card_json,
    state, due_at, not_after_at, planned_at)
values (:org_id, :delivery_id, :delivery_key, :kind, :person_id, :platform, :workspace, :story, :about, :card_json,
    'planned', :due_at, :not_after_at, :planned_at)
on conflict (org_id, delivery_key) do nothing;

-- name: plan_again
update outbox set state = 'planned', due_at = :due_at, not_after_at = :not_after_at, settled_at = null, reason = ''
where org_id = :org_id and delivery_key = :delivery_key and state in ('cancelled', 'undeliverable', 'expired');

-- name: list_due
select * from outbox o
where o.org_id = :org_id and o.state = 'planned' and o.due_at <= :now_at
    and not exists (
        select 1 from outbox b
        where b.org_id = o.org_id and b.person_id = o.person_id and b.state in ('sending', 'in_doubt')
    )
order by o.due_at, o.delivery_id
limit :most;

-- name: next_due
select min(due_at) as due_at from outbox where org_id = :org_id and state = 'planned';

-- name: claim
update outbox set state = 'sending', token = token + 1, attempts = attempts + 1, lease_until_at = :lease_until_at,
    first_attempt_at = coalesce(first_attempt_at, :now_at), platform = :platform, workspace = :workspace
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned' and token = :token;

-- name: settle
update outbox set state = :state, settled_at = :settled_at, reason = :reason, ref = :ref, conversation = :conversation,
    lease_until_at = null
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state in ('sending', 'in_doubt');

-- name: drop_planned
update outbox set state = :state, settled_at = :settled_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: put_off
update outbox set due_at = :due_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: try_again
update outbox set state = 'planned', due_at = :due_at, reason = :reason, lease_until_at = null
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state in ('sending', 'in_doubt');

-- name: doubt_expired_leases
update outbox set state = 'in_doubt', reason = 'the sender went away'
where org_id = :org_id and state = 'sending' and lease_until_at < :now_at;

-- name: list_doubtful
select * from outbox where org_id = :org_id and state = 'in_doubt' order by first_attempt_at limit 50;

-- name: list_recent_of_person
select kind, coalesce(settled_at, first_attempt_at) as sent_at from outbox
where org_id = :org_id and person_id = :person_id and state in ('sent', 'sending', 'in_doubt')
    and coalesce(settled_at, first_attempt_at) >= :since_at;

-- name: cancel_planned_of_person
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and person_id = :person_id and state = 'planned' and kind <> 'reply';

-- name: cancel_planned_about
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and story = :story and about = :about and state = 'planned';

-- name: list_of_person
select * from outbox where org_id = :org_id and person_id = :person_id order by due_at;

-- name: count_by_state
select state, count(*) as messages, min(due_at) as oldest_at from outbox where org_id = :org_id
group by state order by state;

-- name: list_in_state
select * from outbox where org_id = :org_id and state = :state order by due_at limit :most;

-- name: forget_settled
delete from outbox where org_id = :org_id and settled_at < :before_at
    and state in ('sent', 'expired', 'cancelled', 'undeliverable');

-- name: count_open
select count(*) as messages from outbox where org_id = :org_id and state in ('sending', 'in_doubt');
