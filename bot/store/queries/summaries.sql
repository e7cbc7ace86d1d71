-- name: list_members
select p.person_id, p.ordinal, p.name, p.team, p.calendar, e.enrolled_at as enrolled
from enrolment e join person p on p.org_id = e.org_id and p.person_id = e.person_id
where e.org_id = :org_id and e.program_id = :program_id and e.enrolled_at < :ends_at
    and (e.left_at is null or e.left_at >= :ends_at) and p.state = 'active'
order by p.ordinal;

-- name: list_names
select name from person where org_id = :org_id and name <> '';

-- name: list_windows
select window_id, frozen_json from feedback_window
where org_id = :org_id and program_id = :program_id and week_on = :week_on
    and (closes_at <= :now_at or state = 'closed')
    and exists (
        select 1 from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id)
order by window_id;

-- name: list_asked
select person_id, team from feedback_prompt
where org_id = :org_id and window_id = :window_id order by person_id;

-- name: list_answers
select p.person_id, a.question, a.value
from answer a join feedback_prompt p on p.org_id = a.org_id and p.prompt_id = a.prompt_id
where a.org_id = :org_id and p.window_id = :window_id and a.late = 0
order by p.person_id, a.question;

-- name: list_first_answers
select p.person_id, a.value
from answer a
join feedback_prompt p on p.org_id = a.org_id and p.prompt_id = a.prompt_id
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where a.org_id = :org_id and w.program_id = :program_id and w.week_on < :week_on and a.late = 0
    and a.question = :question
order by w.week_on desc;

-- name: publish
insert into adoption_summary (org_id, summary_id, program_id, team, week_on, number, summary_json, digest,
    members_digest, members, made_at)
select :org_id, :summary_id, :program_id, :team, :week_on, coalesce(max(number), 0) + 1, :summary_json, :digest,
    :members_digest, :members, :made_at
from adoption_summary where org_id = :org_id and program_id = :program_id and team = :team
on conflict (org_id, program_id, team, week_on) do nothing;

-- name: find_summary
select * from adoption_summary where org_id = :org_id and summary_id = :summary_id;

-- name: find_of_week
select * from adoption_summary
where org_id = :org_id and program_id = :program_id and team = :team and week_on = :week_on;

-- name: find_latest
select * from adoption_summary
where org_id = :org_id and program_id = :program_id and team = :team and week_on < :before_on
order by week_on desc limit 1;

-- name: list_published_teams
select distinct team from adoption_summary where org_id = :org_id and program_id = :program_id order by team;
