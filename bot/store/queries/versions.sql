-- name: add_version
insert into plan_version (org_id, program_id, version, state, plan_json, digest, based_on, author, written_at)
values (:org_id, :program_id, :version, 'draft', :plan_json, :digest, :base, :author, :written_at)
on conflict (org_id, program_id, version) do nothing;

-- name: list_versions
select program_id, version, state, plan_json as plan_text, digest, based_on as base, author, written_at, approved_by, approved_at,
    reason, rejected_by, rejected_at
from plan_version where org_id = :org_id and program_id = :program_id order by version;

-- name: list_drafts
select program_id, version, state, plan_json as plan_text, digest, based_on as base, author, written_at, approved_by, approved_at,
    reason, rejected_by, rejected_at
from plan_version where org_id = :org_id and state = 'draft' order by written_at desc, program_id;

-- name: replace_drafts
update plan_version set state = 'replaced'
where org_id = :org_id and program_id = :program_id and state = 'draft' and version < :version;

-- name: approve_version
update plan_version set state = 'approved', approved_by = :approved_by, approved_at = :approved_at
where org_id = :org_id and program_id = :program_id and version = :version and state = 'draft';

-- name: reject_version
update plan_version set state = 'rejected', reason = :reason, rejected_by = :rejected_by, rejected_at = :rejected_at
where org_id = :org_id and program_id = :program_id and version = :version and state = 'draft';

-- name: sign_version
update plan_version set author = :author
where org_id = :org_id and program_id = :program_id and version = :version and state = 'draft' and author = '';

-- name: list_written_by
select program_id, version, state, written_at from plan_version where org_id = :org_id and author = :author
order by written_at;
