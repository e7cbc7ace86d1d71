-- name: list_pulls
select source, complete_to_on, pulled_at, next_at, trouble, reason, failing_since_at, failures, told, tellings, rejected,
    lease_until_at
from pull where org_id = :org_id order by source;

-- name: find_pull
select source, complete_to_on, pulled_at, next_at, trouble, reason, failing_since_at, failures, told, tellings, rejected,
    lease_until_at
from pull where org_id = :org_id and source = :source;

-- name: open_pull
insert into pull (org_id, source) values (:org_id, :source) on conflict do nothing;

-- name: claim_pull
update pull set owner = :owner, token = token + 1, lease_until_at = :lease_until_at
where org_id = :org_id and source = :source
    and (lease_until_at <= :now_at or lease_until_at > :never_so_late_at)
    and (next_at <= :now_at or next_at > :never_due_at)
returning token, complete_to_on;

-- name: hold_pull
update pull set lease_until_at = :lease_until_at
where org_id = :org_id and source = :source and owner = :owner and token = :token and lease_until_at > 0;

-- name: release_pull
update pull set lease_until_at = 0
where org_id = :org_id and source = :source and owner = :owner and token = :token;

-- name: note_kept
update pull set complete_to_on = :complete_to_on, pulled_at = :pulled_at, next_at = :next_at, trouble = :trouble,
    reason = '', failing_since_at = null, failures = 0, told = case when told = :trouble then told else '' end,
    rejected = :rejected, lease_until_at = 0
where org_id = :org_id and source = :source;

-- name: note_failed
update pull set trouble = :trouble, reason = :reason,
    failures = case when trouble = :trouble then failures + 1 else 1 end,
    failing_since_at = case when trouble = :trouble then coalesce(failing_since_at, :failed_at) else :failed_at end,
    next_at = :next_at, lease_until_at = 0
where org_id = :org_id and source = :source;

-- name: note_told
update pull set told = trouble, tellings = tellings + 1 where org_id = :org_id and source = :source
returning tellings;
