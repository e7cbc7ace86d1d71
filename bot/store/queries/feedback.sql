-- name: open_window
insert into feedback_window (org_id, window_id, program_id, phase_key, window_key, question_set, week, week_on, state,
    opens_at, closes_at, frozen_json)
values (:org_id, :window_id, :program_id, :phase_key, :window_key, :question_set, :week, :week_on, 'open',
    :opens_at, :closes_at, :frozen_json)
on conflict (org_id, program_id, phase_key, window_key) do nothing;

-- name: find_window
select window_id, program_id, phase_key, window_key, week, state, opens_at, closes_at, extended_at,
    frozen_json as frozen_text
from feedback_window
where org_id = :org_id and window_id = :window_id;

-- name: find_window_named
select window_id, program_id, phase_key, window_key, week, state, opens_at, closes_at, extended_at,
    frozen_json as frozen_text
from feedback_window
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and window_key = :window_key;

-- name: stretch_window
update feedback_window set
    opens_at = case when opens_at < :opens_at then opens_at else :opens_at end,
    closes_at = case when closes_at > :closes_at then closes_at else :closes_at end
where org_id = :org_id and window_id = :window_id and state = 'open';

-- name: list_due_to_close
select window_id, program_id, phase_key, window_key, week, state, opens_at, closes_at, extended_at,
    frozen_json as frozen_text
from feedback_window
where org_id = :org_id and state = 'open' and closes_at <= :now_at order by closes_at;

-- name: hold_open
select window_id from feedback_window where org_id = :org_id and window_id = :window_id and state = 'open';

-- name: close_window
update feedback_window set state = 'closed', closed_at = :closed_at
where org_id = :org_id and window_id = :window_id and state = 'open';

-- name: ask
insert into feedback_prompt (org_id, prompt_id, window_id, person_id, team, opens_at, closes_at, opens_wall, closes_wall,
    zone, came)
values (:org_id, :prompt_id, :window_id, :person_id, :team, :opens_at, :closes_at, :opens_wall, :closes_wall,
    :zone, :came)
on conflict (org_id, window_id, person_id) do nothing;

-- name: list_prompt_ids
select prompt_id from feedback_prompt where org_id = :org_id and window_id = :window_id;

-- name: list_asked
select p.person_id from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where w.org_id = :org_id and w.program_id = :program_id and w.phase_key = :phase_key and w.window_key = :window_key;

-- name: has_unasked
select 1 as yes from phase_member m
where m.org_id = :org_id and m.program_id = :program_id and m.phase_key = :phase_key and m.left_at is null
    and not exists (
        select 1 from feedback_prompt f
        where f.org_id = m.org_id and f.person_id = m.person_id and f.window_id = (
            select window_id from feedback_window
            where org_id = :org_id and program_id = :program_id and phase_key = :phase_key
                and window_key = :window_key))
limit 1;

-- name: find_prompt
select * from feedback_prompt where org_id = :org_id and prompt_id = :prompt_id;

-- name: count_asked
select count(*) as people from feedback_prompt where org_id = :org_id and window_id = :window_id;

-- name: list_people_in
select person_id from feedback_prompt where org_id = :org_id and window_id = :window_id;

-- name: last_answered
select max(answered_at) as answered_at from answer where org_id = :org_id and prompt_id = :prompt_id and late = 0;

-- name: find_open_window
select window_id, closes_at, frozen_json from feedback_window
where org_id = :org_id and program_id = :program_id and state = 'open' and opens_at <= :now_at and closes_at > :now_at
order by opens_at desc limit 1;

-- name: count_responses
select p.team, count(*) as asked, sum(case when p.finished_at is not null or exists (
    select 1 from answer a where a.org_id = p.org_id and a.prompt_id = p.prompt_id and a.late = 0)
    then 1 else 0 end) as answered
from feedback_prompt p
where p.org_id = :org_id and p.window_id = :window_id group by p.team order by p.team;

-- name: list_asked_windows
select w.phase_key, w.window_key, w.frozen_json from feedback_window w
where w.org_id = :org_id and w.program_id = :program_id and exists (
    select 1 from feedback_prompt p
    where p.org_id = w.org_id and p.window_id = w.window_id and p.opens_at <= :now_at)
order by w.window_id;

-- name: find_open_prompt
select p.* from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where p.org_id = :org_id and p.person_id = :person_id and p.opens_at <= :now_at and p.closes_at > :now_at
    and w.state = 'open'
order by p.opens_at desc limit 1;

-- name: list_unopened
select p.prompt_id from feedback_prompt p
where p.org_id = :org_id and p.opens_at > :now_at
    and not exists (select 1 from answer a where a.org_id = p.org_id and a.prompt_id = p.prompt_id);

-- name: drop_prompt
delete from feedback_prompt where org_id = :org_id and prompt_id = :prompt_id;

-- name: drop_empty_windows
delete from feedback_window where org_id = :org_id and state = 'open' and opens_at > :now_at and not exists (
    select 1 from feedback_prompt p
    where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id);

-- name: stand_at
update feedback_prompt set at_question = :at_question where org_id = :org_id and prompt_id = :prompt_id;

-- name: finish
update feedback_prompt set finished_at = coalesce(finished_at, :finished_at), at_question = '',
    receipt = case when receipt = '' then :receipt else receipt end
where org_id = :org_id and prompt_id = :prompt_id;

-- name: decline
update feedback_prompt set declined_at = coalesce(declined_at, :declined_at)
where org_id = :org_id and prompt_id = :prompt_id;

-- name: keep_answer
insert into answer (org_id, prompt_id, question, late, value, answered_at)
values (:org_id, :prompt_id, :question, :late, :value, :answered_at)
on conflict (org_id, prompt_id, question, late) do update
set value = excluded.value, answered_at = excluded.answered_at;

-- name: drop_answer
delete from answer where org_id = :org_id and prompt_id = :prompt_id and question = :question and late = :late;

-- name: list_answers
select * from answer where org_id = :org_id and prompt_id = :prompt_id and late = :late order by answered_at, question;

-- name: list_prompts_of_person
select p.*, w.window_key, w.week, w.week_on from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where p.org_id = :org_id and p.person_id = :person_id order by p.opens_at;

-- name: has_remark
select 1 as yes from remark
where org_id = :org_id and person_id = :person_id and body = :body and said_at > :since_at limit 1;

-- name: add_remark
insert into remark (org_id, remark_id, person_id, body, said_at)
values (:org_id, :remark_id, :person_id, :body, :said_at);

-- name: list_remarks
select * from remark where org_id = :org_id and person_id = :person_id order by said_at;

-- name: forget_answers
delete from answer where org_id = :org_id and prompt_id in (
    select prompt_id from feedback_prompt where org_id = :org_id and person_id = :person_id);

-- name: forget_prompts
delete from feedback_prompt where org_id = :org_id and person_id = :person_id;

-- name: forget_remarks
delete from remark where org_id = :org_id and person_id = :person_id;

-- name: find_receipt
select prompt_id from feedback_prompt where org_id = :org_id and receipt = :receipt;

-- name: clear_receipt
update feedback_prompt set receipt = '' where org_id = :org_id and prompt_id = :prompt_id;

-- name: erase_answers
delete from answer where org_id = :org_id and prompt_id = :prompt_id;

-- name: list_last_asked
select p.person_id, max(p.opens_at) as opens_at from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where p.org_id = :org_id and w.question_set = :question_set
    and not (w.program_id = :program_id and w.phase_key = :phase_key and w.window_key = :window_key)
group by p.person_id;

-- name: mark_extended
update feedback_window set extended_at = :extended_at where org_id = :org_id and window_id = :window_id;

-- name: has_reminder_ahead
select 1 as yes from outbox
where org_id = :org_id and about = :prompt_id and story = 'feedback.reminder_again' and state = 'planned' limit 1;

-- name: call_off_reminders
update outbox set state = 'cancelled', settled_at = :settled_at, reason = :reason
where org_id = :org_id and person_id = :person_id and about = :prompt_id and state = 'planned'
    and story in ('feedback.reminder', 'feedback.reminder_again');
