-- name: list_got_items
select n.kind as sort, n.item as target, count(distinct o.person_id) as people from outbox o
join nudge n on n.org_id = o.org_id and n.nudge_id = o.about
where o.org_id = :org_id and n.program_id = :program_id and o.state in ('sent', 'sending', 'in_doubt')
    and o.story = 'nudge.first' and coalesce(o.settled_at, o.claimed_at) >= :since_at
group by n.kind, n.item order by max(coalesce(o.settled_at, o.claimed_at)) desc, n.item;

-- name: list_got_windows
select w.window_id as target, count(distinct o.person_id) as people from outbox o
join feedback_prompt p on p.org_id = o.org_id and p.prompt_id = o.about
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where o.org_id = :org_id and w.program_id = :program_id and o.state in ('sent', 'sending', 'in_doubt')
    and coalesce(o.settled_at, o.claimed_at) >= :since_at
group by w.window_id order by max(coalesce(o.settled_at, o.claimed_at)) desc, w.window_id;

-- name: list_got
select o.person_id, min(coalesce(o.settled_at, o.claimed_at)) as got_at from outbox o
where o.org_id = :org_id and o.state in ('sent', 'sending', 'in_doubt')
    and coalesce(o.settled_at, o.claimed_at) >= :since_at and o.about in (
        select n.nudge_id from nudge n
        where n.org_id = :org_id and n.program_id = :program_id
            and ((n.kind = :sort and n.item = :target) or (:sort = 'phase' and n.phase_key = :target))
        union all
        select p.prompt_id from feedback_prompt p
        join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
        where p.org_id = :org_id and w.program_id = :program_id
            and ((:sort = 'window' and w.window_id = :target) or (:sort = 'phase' and w.phase_key = :target)))
group by o.person_id order by o.person_id;

-- name: find_got_by
select min(coalesce(o.settled_at, o.claimed_at)) as got_at from outbox o
where o.org_id = :org_id and o.person_id = :person_id and o.state in ('sent', 'in_doubt')
    and coalesce(o.settled_at, o.claimed_at) >= :since_at and o.about in (
        select n.nudge_id from nudge n
        where n.org_id = :org_id and n.person_id = :person_id and n.program_id = :program_id
            and ((n.kind = :sort and n.item = :target) or (:sort = 'phase' and n.phase_key = :target))
        union all
        select p.prompt_id from feedback_prompt p
        join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
        where p.org_id = :org_id and p.person_id = :person_id and w.program_id = :program_id
            and ((:sort = 'window' and w.window_id = :target) or (:sort = 'phase' and w.phase_key = :target)));

-- name: list_planned
select o.delivery_id, o.person_id, o.story, n.nudge_id from outbox o
join nudge n on n.org_id = o.org_id and n.person_id = o.person_id and (o.about = n.nudge_id or o.about like n.nudge_id || '@%')
where o.org_id = :org_id and o.state = 'planned' and n.program_id = :program_id
    and ((n.kind = :sort and n.item = :target) or (:sort = 'phase' and n.phase_key = :target))
union all
select o.delivery_id, o.person_id, o.story, '' from outbox o
join feedback_prompt p on p.org_id = o.org_id and p.prompt_id = o.about
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where o.org_id = :org_id and o.state = 'planned' and w.program_id = :program_id
    and ((:sort = 'window' and w.window_id = :target) or (:sort = 'phase' and w.phase_key = :target));

-- name: cancel_planned
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: list_standing
select sort, target from correction
where org_id = :org_id and program_id = :program_id and state = 'told' order by told_at;

-- name: list_withdrawn
select n.nudge_id as about from nudge n
join correction c on c.org_id = n.org_id and c.program_id = n.program_id and c.state = 'told'
where n.org_id = :org_id and n.nudge_id in (select value from json_each(:abouts))
    and ((c.sort = n.kind and c.target = n.item)
        or (c.sort = 'phase' and c.target = n.phase_key and n.decided_at <= c.told_at));

-- name: put_draft
insert into correction (org_id, correction_id, program_id, sort, target, state, reason_json, since_at, drafted_by,
    drafted_at)
values (:org_id, :correction_id, :program_id, :sort, :target, 'draft', :reason_json, :since_at, :drafted_by,
    :drafted_at);

-- name: find_correction
select * from correction where org_id = :org_id and correction_id = :correction_id;

-- name: mark_told
update correction set state = 'told', told_by = :told_by, told_at = :told_at, people = :people
where org_id = :org_id and correction_id = :correction_id and state = 'draft';

-- name: count_told
select state, count(*) as messages from outbox
where org_id = :org_id and story = 'corrections.told' and about = :about group by state;

-- name: put_quiet_day
insert into quiet_day (org_id, person_id, day_on, reason) values (:org_id, :person_id, :day_on, :reason)
on conflict do nothing;

-- name: list_quiet_days
select person_id, day_on, reason from quiet_day
where org_id = :org_id and person_id in (select value from json_each(:person_ids)) and day_on >= :since_on
order by day_on;

-- name: forget_quiet_days
delete from quiet_day where org_id = :org_id and person_id = :person_id;

-- name: forget_drafts
delete from correction where org_id = :org_id and state = 'draft' and drafted_at < :before_at;

-- name: list_reached_often
select o.person_id, o.settled_at, o.resends from outbox o
where o.org_id = :org_id and o.state = 'sent' and o.settled_at >= :since_at
    and o.kind in (select value from json_each(:kinds)) and o.person_id in (
        select b.person_id from outbox b
        where b.org_id = :org_id and b.state = 'sent' and b.settled_at >= :since_at
            and b.kind in (select value from json_each(:kinds))
        group by b.person_id having sum(1 + b.resends) > :most)
order by o.person_id, o.settled_at;

-- name: was_sent
select 1 as yes from outbox where org_id = :org_id and state = 'sent' and settled_at >= :since_at limit 1;

-- name: close_windows_of_phase
update feedback_window set state = 'closed', closed_at = :closed_at
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = 'open';

-- name: close_window
update feedback_window set state = 'closed', closed_at = :closed_at
where org_id = :org_id and window_id = :window_id and state = 'open';

-- name: free_window_keys
update feedback_window set window_key = window_key || '~' || :correction_id
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and window_key not like '%~%';

-- name: reset_phase
update phase set state = 'planned', week_one_on = null, started_at = null, ended_at = null, shifts_json = '[]',
    extended_weeks = 0
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state in ('running', 'at_gate');
