-- name: decide
insert into nudge (org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome,
    reason, slot_on, arm, segment, considered_json)
values (:org_id, :nudge_id, :program_id, :phase_key, :person_id, :slot, :kind, :item, :why_json, :decided_at, :outcome,
    :reason, :slot_on, :arm, :segment, :considered_json)
on conflict (org_id, program_id, slot, person_id) do nothing;

-- name: find_nudge
select * from nudge where org_id = :org_id and nudge_id = :nudge_id;

-- name: list_slot_taken
select person_id, nudge_id from nudge where org_id = :org_id and program_id = :program_id and slot = :slot;

-- name: list_of_person
select * from nudge where org_id = :org_id and person_id = :person_id order by decided_at;

-- name: list_of_slot
select * from nudge where org_id = :org_id and person_id = :person_id and slot = :slot order by decided_at;

-- name: list_history
select person_id,
    group_concat(case when outcome not in ('lost', 'held_out') then item end, ' ') as seen,
    group_concat(case when outcome = 'held_out' then item end, ' ') as held_out,
    group_concat(case when outcome in ('not_for_me', 'not_helpful') then item end, ' ') as refused
from nudge where org_id = :org_id and person_id in (select value from json_each(:person_ids)) and outcome <> 'lost'
group by person_id;

-- name: list_arms
select person_id, arm from enrolment where org_id = :org_id and program_id = :program_id and arm <> 'nudged';

-- name: record_outcome
update nudge set outcome = :outcome, reason = :reason, answered_at = :answered_at
where org_id = :org_id and nudge_id = :nudge_id;

-- name: list_week_load
select person_id, count(*) as messages from outbox
where org_id = :org_id and person_id in (select value from json_each(:person_ids))
    and state in ('planned', 'sending', 'sent', 'in_doubt') and kind in (select value from json_each(:kinds))
    and due_at >= :from_at and due_at < :until_at
group by person_id;

-- name: list_week_held_out
select person_id, count(*) as messages from nudge
where org_id = :org_id and outcome = 'held_out' and slot_on >= :from_on and slot_on <= :until_on
group by person_id;

-- name: list_last_use
select p.person_id, w.week_on, w.day_bits, w.click_bits
from person p join person_week w on w.org_id = p.org_id and w.ordinal = p.ordinal
where p.org_id = :org_id and p.person_id in (select value from json_each(:person_ids))
    and (w.day_bits > 0 or w.click_bits > 0);

-- name: is_use_known
select 1 as yes from person_week w join person p on p.org_id = w.org_id and p.ordinal = w.ordinal
where w.org_id = :org_id and p.state = 'active' limit 1;

-- name: list_use
select ordinal, cast(sum(days) as bigint) as days, max(week_on) as last_week_on,
    cast(sum(case when week_on >= :from_on and week_on <= :until_on then 1 else 0 end) as bigint) as weeks,
    cast(sum(case when week_on >= :from_on and week_on <= :until_on then actions else 0 end) as bigint) as actions
from person_week where org_id = :org_id and tool = :tool and actions > 0
group by ordinal;

-- name: list_unanswered
select o.person_id, o.state, coalesce(o.first_attempt_at, o.due_at) as came_at from outbox o
where o.org_id = :org_id and o.person_id in (select value from json_each(:person_ids)) and o.due_at >= :since_at
    and o.kind in ('nudge', 'tip') and o.state in ('planned', 'sending', 'sent', 'in_doubt')
    and not exists (
        select 1 from address a
        where a.org_id = o.org_id and a.person_id = o.person_id
            and a.seen_at >= coalesce(o.first_attempt_at, o.due_at))
order by came_at;

-- name: list_rests
select r.person_id from nudge_rest r
where r.org_id = :org_id and not exists (
    select 1 from address a where a.org_id = r.org_id and a.person_id = r.person_id and a.seen_at > r.since_at);

-- name: find_rest
select since_at from nudge_rest where org_id = :org_id and person_id = :person_id;

-- name: keep_rest
insert into nudge_rest (org_id, person_id, since_at) values (:org_id, :person_id, :since_at)
on conflict (org_id, person_id) do update set since_at = excluded.since_at;

-- name: forget_rest
delete from nudge_rest where org_id = :org_id and person_id = :person_id;

-- name: withdraw_undelivered
delete from nudge where org_id = :org_id and (nudge_id in (
    select o.about from outbox o
    where o.org_id = :org_id and o.story = 'nudge.first' and o.state = 'planned' and o.attempts = 0
        and o.due_at > :now_at)
    or (outcome in ('lost', 'held_out') and slot_on > :today_on));

-- name: forget_nudges
delete from nudge where org_id = :org_id and person_id = :person_id;
