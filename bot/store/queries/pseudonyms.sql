-- name: put_key
insert into window_key (org_id, window_id, secret) values (:org_id, :window_id, :secret)
on conflict (org_id, window_id) do nothing;

-- name: find_key
select secret, destroyed_at from window_key where org_id = :org_id and window_id = :window_id;

-- name: find_prompt_key
select p.window_id, p.team, k.secret from feedback_prompt p
join window_key k on k.org_id = p.org_id and k.window_id = p.window_id
where p.org_id = :org_id and p.prompt_id = :prompt_id;

-- name: list_keyed_prompts
select p.prompt_id, p.person_id, k.secret from feedback_prompt p
join window_key k on k.org_id = p.org_id and k.window_id = p.window_id
where p.org_id = :org_id and p.window_id = :window_id and k.secret is not null
order by p.prompt_id;

-- name: list_keyed_prompts_of
select p.prompt_id, k.secret from feedback_prompt p
join window_key k on k.org_id = p.org_id and k.window_id = p.window_id
where p.org_id = :org_id and p.person_id = :person_id and k.secret is not null;

-- name: list_live_keys
select k.window_id from window_key k
join feedback_window w on w.org_id = k.org_id and w.window_id = k.window_id
where k.org_id = :org_id and w.program_id = :program_id and k.secret is not null
order by k.window_id;

-- name: list_closed_windows
select w.window_id, w.closes_at, w.frozen_json from window_key k
join feedback_window w on w.org_id = k.org_id and w.window_id = k.window_id
where k.org_id = :org_id and w.state = 'closed' and w.closes_at >= :since_at and w.closes_at <= :now_at
order by w.closes_at, w.window_id;

-- name: list_keys_of_ended
select k.window_id, w.program_id, w.closes_at, (
    select max(h.ended_at) from phase h where h.org_id = w.org_id and h.program_id = w.program_id) as ended_at
from window_key k
join feedback_window w on w.org_id = k.org_id and w.window_id = k.window_id
join program p on p.org_id = w.org_id and p.program_id = w.program_id
where k.org_id = :org_id and k.secret is not null and p.state in ('done', 'stopped')
order by k.window_id;

-- name: list_receipts
select prompt_id, receipt from feedback_prompt
where org_id = :org_id and window_id = :window_id order by prompt_id;

-- name: forget_finished
update feedback_prompt set finished_at = null, at_question = '', receipt = ''
where org_id = :org_id and window_id = :window_id;

-- name: put_receipt
update feedback_prompt set receipt = :receipt where org_id = :org_id and prompt_id = :prompt_id;

-- name: destroy_key
update window_key set secret = null, destroyed_at = :destroyed_at
where org_id = :org_id and window_id = :window_id and secret is not null;

-- name: put_slip
insert into slip (org_id, slip_id, window_id, team) values (:org_id, :slip_id, :window_id, :team)
on conflict (org_id, slip_id) do nothing;

-- name: put_answer
insert into slip_answer (org_id, slip_id, question, late, value)
values (:org_id, :slip_id, :question, :late, :value)
on conflict (org_id, slip_id, question, late) do update set value = excluded.value;

-- name: drop_answer
delete from slip_answer where org_id = :org_id and slip_id = :slip_id and question = :question and late = :late;

-- name: list_answers
select question, value from slip_answer
where org_id = :org_id and slip_id = :slip_id and late = :late order by question;

-- name: list_slips
select slip_id, team from slip where org_id = :org_id and window_id = :window_id order by slip_id;

-- name: list_keyless_slips
select s.slip_id from slip s
join window_key k on k.org_id = s.org_id and k.window_id = s.window_id
where s.org_id = :org_id and k.secret is null;

-- name: list_answers_of_window
select a.slip_id, a.question, a.late, a.value from slip_answer a
join slip s on s.org_id = a.org_id and s.slip_id = a.slip_id
where a.org_id = :org_id and s.window_id = :window_id order by a.slip_id, a.question, a.late;

-- name: count_late
update slip_answer set late = 0
where org_id = :org_id and slip_id = :slip_id and late = 1 and not exists (
    select 1 from slip_answer b
    where b.org_id = slip_answer.org_id and b.slip_id = slip_answer.slip_id and b.question = slip_answer.question
        and b.late = 0);

-- name: forget_answers
delete from slip_answer where org_id = :org_id and slip_id = :slip_id;

-- name: forget_slip
delete from slip where org_id = :org_id and slip_id = :slip_id;
