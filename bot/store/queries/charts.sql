-- name: list_known
select workspace, is_native, seen_at from chart_support where org_id = :org_id;

-- name: keep
insert into chart_support (org_id, workspace, is_native, seen_at) values (:org_id, :workspace, :is_native, :seen_at)
on conflict (org_id, workspace) do update set is_native = excluded.is_native, seen_at = excluded.seen_at;
