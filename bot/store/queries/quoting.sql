-- name: refuse
insert into not_quoted (org_id, person_id, since_at) values (:org_id, :person_id, :since_at)
on conflict (org_id, person_id) do nothing;

-- name: allow
delete from not_quoted where org_id = :org_id and person_id = :person_id;

-- name: list_refused
select person_id from not_quoted where org_id = :org_id;

-- name: find_refused
select since_at from not_quoted where org_id = :org_id and person_id = :person_id;
