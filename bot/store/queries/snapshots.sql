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
