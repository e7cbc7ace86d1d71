-- name: add_action
insert into champion_action (org_id, action_id, summary_id, rule, team, state, proposed_at, action_json)
values (:org_id, :action_id, :summary_id, :rule, :team, 'proposed', :proposed_at, :action_json);

-- name: list_actions
select a.*, s.week_on, t.name as taken_by_name, d.name as done_by_name, b.name as sent_by_name
from champion_action a
join adoption_summary s on s.org_id = a.org_id and s.summary_id = a.summary_id
left join person t on t.org_id = a.org_id and t.person_id = a.taken_by
left join person d on d.org_id = a.org_id and d.person_id = a.done_by
left join person b on b.org_id = a.org_id and b.person_id = a.sent_by
where a.org_id = :org_id and s.program_id = :program_id and a.team = :team
order by s.week_on desc, a.action_id;

-- name: find_action
select a.*, s.week_on, s.program_id from champion_action a
join adoption_summary s on s.org_id = a.org_id and s.summary_id = a.summary_id
where a.org_id = :org_id and a.action_id = :action_id;

-- name: find_text
select summary_json from adoption_summary where org_id = :org_id and summary_id = :summary_id;

-- name: last_made
select made_at from adoption_summary
where org_id = :org_id and program_id = :program_id and team = :team
order by week_on desc limit 1;

-- name: answer_action
update champion_action set state = :state, taken_by = :taken_by, reason = :reason, answered_at = :answered_at
where org_id = :org_id and action_id = :action_id and state in ('proposed', 'lapsed');

-- name: send_action
update champion_action set state = 'sent', sent_by = :sent_by, sent_at = :sent_at, words = :words, people = :people,
    taken_by = coalesce(taken_by, :sent_by), answered_at = coalesce(answered_at, :sent_at)
where org_id = :org_id and action_id = :action_id and state in ('proposed', 'lapsed', 'taken');

-- name: finish_action
update champion_action set state = 'done', done_by = :done_by, done_at = :done_at
where org_id = :org_id and action_id = :action_id and state = 'taken';

-- name: mark_lapsed
update champion_action set state = 'lapsed'
where org_id = :org_id and action_id = :action_id and state = 'proposed';

-- name: mark_retired
update champion_action set retired_at = :retired_at where org_id = :org_id and action_id = :action_id;

-- name: bring_back
update champion_action set brought_back_at = :brought_back_at
where org_id = :org_id and team = :team and rule = :rule and brought_back_at is null
    and summary_id in (select summary_id from adoption_summary where org_id = :org_id and program_id = :program_id);

-- name: count_answers
select a.team, a.rule, a.state, a.reason, a.sent_at, a.done_at, a.retired_at, a.brought_back_at, a.taken_by
from champion_action a
join adoption_summary s on s.org_id = a.org_id and s.summary_id = a.summary_id
where a.org_id = :org_id and s.program_id = :program_id
order by a.rule, a.action_id;

-- name: put_reply
insert into action_reply (org_id, reply_id, action_id, person_id, body, said_at)
values (:org_id, :reply_id, :action_id, :person_id, :body, :said_at)
on conflict (org_id, action_id, person_id) do nothing;

-- name: find_reply
select * from action_reply where org_id = :org_id and reply_id = :reply_id;

-- name: list_replies_by
select r.said_at, r.body, a.rule from action_reply r
join champion_action a on a.org_id = r.org_id and a.action_id = r.action_id
where r.org_id = :org_id and r.person_id = :person_id order by r.said_at;

-- name: list_answered_by
select * from champion_action
where org_id = :org_id and (taken_by = :person_id or sent_by = :person_id or done_by = :person_id)
order by proposed_at, action_id;

-- name: forget_replies
delete from action_reply where org_id = :org_id and person_id = :person_id;

-- name: forget_names
update champion_action set
    words = case when sent_by = :person_id then '' else words end,
    taken_by = case when taken_by = :person_id then '' else taken_by end,
    sent_by = case when sent_by = :person_id then '' else sent_by end,
    done_by = case when done_by = :person_id then '' else done_by end
where org_id = :org_id and (taken_by = :person_id or sent_by = :person_id or done_by = :person_id);
