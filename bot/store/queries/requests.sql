-- name: ask
insert into human_request (org_id, request_id, person_id, about, asked_at)
values (:org_id, :request_id, :person_id, :about, :asked_at)
on conflict (org_id, request_id) do update
set about = case when excluded.about = '' then human_request.about else excluded.about end;

-- name: find_request
select * from human_request where org_id = :org_id and request_id = :request_id;

-- name: find_open
select request_id from human_request
where org_id = :org_id and person_id = :person_id and taken_at is null order by asked_at limit 1;

-- name: take
update human_request set taken_by = :taken_by, taken_at = :taken_at
where org_id = :org_id and request_id = :request_id and taken_at is null;
