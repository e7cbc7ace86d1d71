-- name: list_of_program
select window_id, phase_key, window_key, week, state, opens_at, closes_at from feedback_window
where org_id = :org_id and program_id = :program_id;

-- name: has_uncollected
select 1 as yes from feedback_window w
where w.org_id = :org_id and w.program_id = :program_id and w.state = 'closed' and w.collected_at is null and exists (
    select 1 from feedback_prompt p where p.org_id = w.org_id and p.window_id = w.window_id)
limit 1;

-- name: mark_collected
update feedback_window set collected_at = :collected_at
where org_id = :org_id and program_id = :program_id and state = 'closed' and collected_at is null;

-- name: free_since
select max(a.free_at) as free_at from (
    select max(closed_at) as free_at from feedback_window
    where org_id = :org_id and program_id = :program_id
    union all select max(answered_at) from open_item where org_id = :org_id and program_id = :program_id
    union all select max(o.opened_at) from item_override o
    join feedback_window w on w.org_id = o.org_id and w.window_id = o.window_id
    where o.org_id = :org_id and w.program_id = :program_id) a;

-- name: list_closes
select zone, max(closes_wall) as closes_wall from feedback_prompt
where org_id = :org_id and window_id = :window_id and closes_wall <> '' group by zone;

-- name: list_answerable
select p.prompt_id, p.opens_wall, p.closes_wall, p.zone, p.came from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where p.org_id = :org_id and p.person_id = :person_id and p.closes_at > :now_at and p.finished_at is null
    and p.opens_wall <> '' and w.state = 'open';

-- name: plan_again
update outbox set state = 'planned', settled_at = null, reason = '', due_at = :due_at, not_before_at = :due_at,
    not_after_at = :not_after_at
where org_id = :org_id and person_id = :person_id and about = :prompt_id and story = 'feedback.prompt'
    and first_attempt_at is null and (state = 'planned' or (state = 'cancelled' and reason in (
        select value from json_each(:reasons))));

-- name: mark_came
update feedback_prompt set came = :came where org_id = :org_id and prompt_id = :prompt_id;
