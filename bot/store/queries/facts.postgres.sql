-- name: lock_bitmap
select people from active_week
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind
for update;
