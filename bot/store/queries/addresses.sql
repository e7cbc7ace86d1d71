-- name: find_address
select * from address
where org_id = :org_id and platform = :platform and workspace = :workspace and user_ref = :user_ref;

-- name: find_unplaced
select * from address
where org_id = :org_id and platform = :platform and workspace = '' and user_ref = :user_ref;

-- name: find_by_user
select * from address where org_id = :org_id and platform = :platform and user_ref = :user_ref
order by seen_at desc limit 1;

-- name: place_address
update address set workspace = :workspace where org_id = :org_id and platform = :platform and workspace = ''
    and user_ref = :user_ref;

-- name: keep_address
insert into address (org_id, person_id, platform, workspace, user_ref, conversation, service_url, state, seen_at)
values (:org_id, :person_id, :platform, :workspace, :user_ref, :conversation, :service_url, 'active', :seen_at)
on conflict (org_id, platform, workspace, user_ref) do update set
    conversation = case when excluded.conversation = '' then address.conversation else excluded.conversation end,
    service_url = case when excluded.service_url = '' then address.service_url else excluded.service_url end,
    state = 'active', seen_at = excluded.seen_at;

-- name: mark_seen
update address set seen_at = :seen_at
where org_id = :org_id and platform = :platform and workspace = :workspace and user_ref = :user_ref;

-- name: keep_conversation
update address set conversation = :conversation
where org_id = :org_id and platform = :platform and workspace = :workspace and user_ref = :user_ref;

-- name: close_address
update address set state = 'removed'
where org_id = :org_id and platform = :platform and workspace = :workspace and user_ref = :user_ref;

-- name: list_addresses
select * from address where org_id = :org_id and person_id = :person_id and state = 'active'
order by seen_at desc, platform;

-- name: list_of_some
select * from address
where org_id = :org_id and state = 'active' and person_id in (select value from json_each(:person_ids))
order by seen_at desc, platform;

-- name: list_reachable
select distinct person_id from address
where org_id = :org_id and state = 'active' and (platform <> 'teams' or conversation <> '');

-- name: find_of_person
select * from address
where org_id = :org_id and person_id = :person_id and platform = :platform and workspace = :workspace
order by seen_at desc
limit 1;
