-- name: plan_delivery
insert into outbox (org_id, delivery_id, delivery_key, kind, person_id, platform, workspace, story, about, card_json,
    state, is_ordered, due_at, not_before_at, not_after_at, planned_at, wall, zone,
    rule_at, settled_at, reason)
values (:org_id, :delivery_id, :delivery_key, :kind, :person_id, :platform, :workspace, :story, :about, :card_json,
    :state, :is_ordered, :due_at, :due_at, :not_after_at, :planned_at, :wall, :zone,
    :rule_at, :settled_at, :reason)
on conflict (org_id, delivery_key) do nothing;

-- name: list_of_keys
select delivery_key from outbox where org_id = :org_id and delivery_key in (select value from json_each(:delivery_keys));

-- name: plan_all_again
update outbox set state = 'planned', due_at = :due_at, not_before_at = :due_at, not_after_at = :not_after_at,
    attempts = 0, settled_at = null, reason = ''
where org_id = :org_id and delivery_key in (select value from json_each(:delivery_keys))
    and state in ('cancelled', 'undeliverable', 'expired');

-- name: list_due
select * from outbox o
where o.org_id = :org_id and o.platform = :platform and o.workspace = :workspace
    and o.state = 'planned' and o.due_at <= :now_at
    and not exists (
        select 1 from outbox b
        where b.org_id = o.org_id and b.person_id = o.person_id and b.token > 0
            and b.state in ('planned', 'sending', 'in_doubt') and b.delivery_id <> o.delivery_id
            and (b.state = 'sending' or (o.is_ordered = 1 and b.is_ordered = 1
                and (b.state = 'in_doubt' or b.not_before_at < o.not_before_at)))
    )
order by o.due_at, o.not_before_at, o.delivery_id
limit :most;

-- name: move_to_lane
update outbox set platform = :platform, workspace = :workspace
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: next_doubt
select min(case when state = 'sending' then lease_until_at else claimed_at end) as claimed_at, state from outbox
where org_id = :org_id and state in ('sending', 'in_doubt')
group by state;

-- name: list_last_calls
-- From its end: a machine may sleep between the claim and the call.
select person_id, max(case when settled_at > claimed_at then settled_at else claimed_at end) as called_at from outbox
where org_id = :org_id and person_id in (select value from json_each(:person_ids)) and platform = :platform
    and claimed_at is not null and first_attempt_at is not null
group by person_id;

-- name: claim
update outbox set state = 'sending', token = token + 1, attempts = attempts + 1, lease_until_at = :lease_until_at,
    claimed_at = :now_at, first_attempt_at = coalesce(first_attempt_at, :now_at)
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned' and token = :token;

-- name: settle
update outbox set state = :state, settled_at = :settled_at, reason = :reason, ref = :ref, conversation = :conversation,
    lease_until_at = null, card_json = case when :state = 'sent' then null else card_json end
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state in ('sending', 'in_doubt');

-- name: is_provable
select 1 as yes from outbox
where org_id = :org_id and delivery_id = :delivery_id and person_id = :person_id and first_attempt_at is not null
    and state in ('in_doubt', 'planned', 'dead', 'expired');

-- name: prove
update outbox set state = 'sent', settled_at = :settled_at, reason = :reason, lease_until_at = null, card_json = null,
    ref = case when ref = '' then :ref else ref end,
    conversation = case when conversation = '' then :conversation else conversation end
where org_id = :org_id and delivery_id = :delivery_id and person_id = :person_id and first_attempt_at is not null
    and state in ('in_doubt', 'planned', 'dead', 'expired')
returning *;

-- name: drop_planned
update outbox set state = :state, settled_at = :settled_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: put_off
update outbox set due_at = :due_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: try_again
update outbox set state = 'planned', due_at = :due_at, reason = :reason, lease_until_at = null
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state in ('sending', 'in_doubt');

-- name: unclaim
update outbox set state = 'planned', attempts = attempts - 1, due_at = :due_at, reason = :reason, lease_until_at = null
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state in ('sending', 'in_doubt');

-- name: send_once_more
update outbox set state = 'planned', resends = resends + 1, due_at = :due_at, reason = :reason, lease_until_at = null
where org_id = :org_id and delivery_id = :delivery_id and token = :token and state = 'in_doubt';

-- name: doubt_expired_leases
update outbox set state = 'in_doubt', reason = 'the sender went away'
where org_id = :org_id and state in ('sending', 'in_doubt') and state = 'sending'  -- the first finds the index
    and (lease_until_at < :now_at or lease_until_at > :never_so_late_at);

-- name: find_delivery
select * from outbox where org_id = :org_id and delivery_id = :delivery_id;

-- name: replay_dead
update outbox set state = 'planned', attempts = 0, due_at = :due_at, not_after_at = :not_after_at, settled_at = null,
    reason = ''
where org_id = :org_id and delivery_id = :delivery_id and state in ('dead', 'undeliverable', 'expired');

-- name: drop_dead
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason, card_json = null
where org_id = :org_id and delivery_id = :delivery_id and state in ('planned', 'dead', 'undeliverable');

-- name: list_doubtful
select * from outbox
where org_id = :org_id and state in ('sending', 'in_doubt') and state = 'in_doubt'  -- the first finds the index
order by claimed_at
limit 50;

-- name: list_recent
select person_id, kind, coalesce(settled_at, first_attempt_at) as sent_at from outbox
where org_id = :org_id and person_id in (select value from json_each(:person_ids)) and state in ('sent', 'sending', 'in_doubt')
    and first_attempt_at is not null
    and coalesce(settled_at, first_attempt_at) >= :since_at;

-- name: cancel_planned_of_person
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and person_id = :person_id and state = 'planned'
    and kind not in ('reply', 'request', 'urgent');

-- name: cancel_planned_about
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and story = :story and about = :about and state = 'planned';

-- name: cancel_planned_kind
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and kind = :kind and state = 'planned';

-- name: cancel_planned_ahead
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and story = :story and state = 'planned' and attempts = 0 and due_at > :settled_at;

-- name: list_of_person
select * from outbox where org_id = :org_id and person_id = :person_id
order by due_at, planned_at, delivery_id;

-- name: count_by_state
select state, count(*) as messages, min(due_at) as oldest_at from outbox where org_id = :org_id
group by state order by state;

-- name: list_in_state
select * from outbox where org_id = :org_id and state = :state order by due_at, planned_at, delivery_id limit :most;

-- name: forget_settled
delete from outbox where org_id = :org_id and settled_at < :before_at
    and state in ('sent', 'expired', 'cancelled', 'undeliverable');
