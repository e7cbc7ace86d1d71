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
    and (owner = :owner or lease_until_at <= :now_at or lease_until_at > :never_so_late_at)
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

-- name: list_lanes
select l.platform, l.workspace, l.owner, l.lease_until_at, l.opens_at, (
    select o.due_at from outbox o
    where o.org_id = l.org_id and o.platform = l.platform and o.workspace = l.workspace and o.state = 'planned'
    and not exists (
        select 1 from outbox b
        where b.org_id = o.org_id and b.person_id = o.person_id and b.token > 0
            and b.state in ('planned', 'sending', 'in_doubt') and b.delivery_id <> o.delivery_id
            and (b.state = 'sending' or (o.is_ordered = 1 and b.is_ordered = 1
                and (b.state = 'in_doubt' or b.not_before_at < o.not_before_at)))
    )
    order by o.due_at
    limit 1) as due_at
from lane l where l.org_id = :org_id
order by l.platform, l.workspace;
