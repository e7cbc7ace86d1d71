-- name: record_event
insert into inbox (org_id, platform, event_id, received_at)
values (:org_id, :platform, :event_id, :received_at)
on conflict do nothing;

-- name: forget_events
delete from inbox where org_id = :org_id and received_at < :before_at;

-- name: list_events
select event_id from inbox where org_id = :org_id;
