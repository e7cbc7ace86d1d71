-- name: hold_open
select window_id from feedback_window where org_id = :org_id and window_id = :window_id and state = 'open' for share;
