-- name: put
insert into sponsor_brief (org_id, brief_id, program_id, month, number, brief_json, made_at)
select :org_id, :brief_id, :program_id, :month, coalesce(max(number), 0) + 1, :brief_json, :made_at
from sponsor_brief where org_id = :org_id and program_id = :program_id
on conflict (org_id, program_id, month) do nothing;

-- name: find_brief
select * from sponsor_brief where org_id = :org_id and brief_id = :brief_id;

-- name: find_of_month
select * from sponsor_brief where org_id = :org_id and program_id = :program_id and month = :month;

-- name: find_latest
select * from sponsor_brief where org_id = :org_id and program_id = :program_id order by number desc limit 1;

-- name: list_months
select month from sponsor_brief where org_id = :org_id and program_id = :program_id order by number;
