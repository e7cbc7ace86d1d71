-- name: record_event
insert into inbox (org_id, platform, event_id, received_at)
values (:org_id, :platform, :event_id, :received_at)
on conflict do nothing;

-- name: record_events
insert into inbox (org_id, platform, event_id, received_at)
select :org_id, :platform, value, :received_at from json_each(:event_ids) where 1 = 1
on conflict do nothing
returning event_id;

-- name: forget_events
delete from inbox where org_id = :org_id and received_at < :before_at;

-- name: list_events
select event_id from inbox where org_id = :org_id;

-- name: latest_event
select max(received_at) as received_at from inbox where org_id = :org_id;
