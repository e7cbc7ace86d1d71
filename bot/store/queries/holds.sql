-- name: list_standstills
select * from pause
where org_id = :org_id and scope in ('all', 'program', 'phase') and (lifted_at is null or lifted_at >= :since_at)
order by paused_at;

-- name: find_pause
select * from pause where org_id = :org_id and pause_id = :pause_id;

-- name: put_shifts
update phase set shifts_json = :shifts_json
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key;

-- name: list_unsent_nudges
select n.nudge_id from nudge n
join outbox o on o.org_id = n.org_id and o.about = n.nudge_id and o.story = 'nudge.first' and o.person_id = n.person_id
where n.org_id = :org_id and n.program_id = :program_id and n.phase_key = :phase_key and o.token = 0
    and (o.state = 'planned' or (o.state in ('expired', 'cancelled') and o.settled_at >= :since_at));

-- name: drop_nudge
delete from nudge where org_id = :org_id and nudge_id = :nudge_id;

-- name: list_unsent_prompts
select p.prompt_id from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
join outbox o on o.org_id = p.org_id and o.about = p.prompt_id and o.story = 'feedback.prompt'
where p.org_id = :org_id and w.program_id = :program_id and w.phase_key = :phase_key and w.state = 'open'
    and o.token = 0 and p.finished_at is null
    and (o.state = 'planned' or (o.state in ('expired', 'cancelled') and o.settled_at >= :since_at))
    and not exists (select 1 from answer a where a.org_id = p.org_id and a.prompt_id = p.prompt_id);

-- name: drop_prompt
delete from feedback_prompt where org_id = :org_id and prompt_id = :prompt_id;

-- name: drop_windows_without_prompts
delete from feedback_window
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = 'open' and not exists (
    select 1 from feedback_prompt p
    where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id);

-- name: cancel_unsent
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and about = :about and state = 'planned' and token = 0
    and story in ('nudge.first', 'feedback.prompt', 'feedback.reminder', 'feedback.reminder_again');

-- name: list_open_windows
select window_id, window_key, week, week_on, opens_at, closes_at from feedback_window
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and state = 'open'
order by opens_at;

-- name: list_prompts_of_window
select * from feedback_prompt where org_id = :org_id and window_id = :window_id order by prompt_id;

-- name: move_close
update feedback_prompt set closes_at = :closes_at, closes_wall = :closes_wall
where org_id = :org_id and prompt_id = :prompt_id;

-- name: move_window
update feedback_window set closes_at = :closes_at, week_on = :week_on
where org_id = :org_id and window_id = :window_id and state = 'open';

-- name: count_late_answers
update answer set late = 0
where org_id = :org_id and prompt_id = :prompt_id and late = 1 and answered_at < :closes_at and not exists (
    select 1 from answer b
    where b.org_id = answer.org_id and b.prompt_id = answer.prompt_id and b.question = answer.question and b.late = 0);

-- name: move_reminder
update outbox set state = 'planned', settled_at = null, reason = '', due_at = :due_at, not_before_at = :due_at,
    not_after_at = :not_after_at, wall = :wall, zone = :zone, rule_at = :due_at
where org_id = :org_id and about = :about and story = 'feedback.reminder' and token = 0
    and state in ('planned', 'expired');

-- name: newest_lifted
select pause_id from pause
where org_id = :org_id and scope in ('all', 'program', 'phase') and lifted_at is not null
order by lifted_at desc, pause_id desc limit 1;
