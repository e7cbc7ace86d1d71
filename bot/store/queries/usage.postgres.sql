-- name: lock_all_bitmaps
select week_on, tool, kind, people from active_week where org_id = :org_id order by week_on, tool, kind for update;
