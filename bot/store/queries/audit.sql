-- name: record
insert into audit (org_id, audit_id, happened_at, actor, action, object, detail_json)
values (:org_id, :audit_id, :happened_at, :actor, :action, :object, :detail_json);

-- name: list_recent
select * from audit where org_id = :org_id order by happened_at desc, audit_id desc limit :most;

-- name: find_newest
select * from audit where org_id = :org_id and action = :action and object = :object
order by happened_at desc, audit_id desc limit 1;
