-- name: decide
insert into nudge (org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome,
    reason)
values (:org_id, :nudge_id, :program_id, :phase_key, :person_id, :slot, :kind, :item, :why_json, :decided_at, :outcome,
    :reason)
on conflict (org_id, program_id, slot, person_id) do nothing;

-- name: find_nudge
select * from nudge where org_id = :org_id and nudge_id = :nudge_id;

-- name: list_slot_taken
select person_id, nudge_id from nudge where org_id = :org_id and program_id = :program_id and slot = :slot;

-- name: list_of_person
select * from nudge where org_id = :org_id and person_id = :person_id order by decided_at;

-- name: list_items_seen
select person_id, item from nudge where org_id = :org_id and outcome <> 'lost';

-- name: record_outcome
update nudge set outcome = :outcome, reason = :reason, answered_at = :answered_at
where org_id = :org_id and nudge_id = :nudge_id;

-- name: list_week_load
select person_id, count(*) as messages from outbox
where org_id = :org_id and state in ('planned', 'sending', 'sent', 'in_doubt')
    and kind in ('nudge', 'tip', 'rescue', 'prompt', 'reminder')
    and due_at >= :from_at and due_at < :until_at
group by person_id;

-- name: list_last_use
select person_id, max(day_on) as last_use_on from usage_signal
where org_id = :org_id group by person_id;

-- name: withdraw_undelivered
delete from nudge where org_id = :org_id and nudge_id in (
    select o.about from outbox o
    where o.org_id = :org_id and o.story = 'nudge.first' and o.state = 'planned' and o.attempts = 0
        and o.due_at > :now_at);

-- name: forget_nudges
delete from nudge where org_id = :org_id and person_id = :person_id;
