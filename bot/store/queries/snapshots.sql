-- name: list_after
select summary_id, team, week_on, number, digest, summary_json as written from adoption_summary
where org_id = :org_id and summary_id > :after order by summary_id limit :most;

-- name: find_written
select summary_id, team, week_on, number, digest, summary_json as written from adoption_summary
where org_id = :org_id and summary_id = :summary_id;

-- name: find_latest_made_by
select summary_id from adoption_summary
where org_id = :org_id and program_id = :program_id and team = :team and made_at <= :made_by_at
order by week_on desc limit 1;

-- name: list_actions_of_weeks
select a.*, s.week_on, s.summary_json, p.name as taken_by_name
from adoption_summary s
join champion_action a on a.org_id = s.org_id and a.summary_id = s.summary_id
left join person p on p.org_id = a.org_id and p.person_id = a.taken_by
where s.org_id = :org_id and s.program_id = :program_id and s.team = :team
    and s.week_on >= :first_on and s.week_on <= :week_on
order by s.week_on desc, a.action_id;
