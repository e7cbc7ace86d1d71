-- name: find_lane
select * from lane where org_id = :org_id and platform = :platform and workspace = :workspace;

-- name: open_lane
insert into lane (org_id, platform, workspace, owner, lease_until_at, opens_at, reads_at)
values (:org_id, :platform, :workspace, '', 0, 0, 0)
on conflict do nothing;

-- name: hold_lane
update lane set token = case when owner = :owner then token else token + 1 end, owner = :owner,
    lease_until_at = :lease_until_at
where org_id = :org_id and platform = :platform and workspace = :workspace
    and (owner = :owner or lease_until_at < :now_at or lease_until_at > :never_so_late_at)
returning *;

-- name: move_opening
update lane set opens_at = :opens_at
where org_id = :org_id and platform = :platform and workspace = :workspace and owner = :owner and token = :token;

-- name: move_reading
update lane set reads_at = :reads_at
where org_id = :org_id and platform = :platform and workspace = :workspace and owner = :owner and token = :token;

-- name: close_lane
update lane set opens_at = :opens_at
where org_id = :org_id and platform = :platform and workspace = :workspace;

-- name: release_lanes
update lane set lease_until_at = 0 where org_id = :org_id and owner = :owner;

-- name: find_secret
select secret from installation where org_id = :org_id;

-- name: keep_secret
insert into installation (org_id, secret) values (:org_id, :secret) on conflict do nothing;
