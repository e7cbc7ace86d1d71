-- name: list_of_everyone
select person_id, group_id from group_member
where org_id = :org_id and group_id in (select value from json_each(:group_ids));

-- name: list_of_some
select person_id, group_id from group_member
where org_id = :org_id and group_id in (select value from json_each(:group_ids))
    and person_id in (select value from json_each(:person_ids));

-- name: list_of_person
select platform, group_id from group_member where org_id = :org_id and person_id = :person_id
order by platform, group_id;

-- name: list_members
select person_id from group_member
where org_id = :org_id and platform = :platform and group_id = :group_id;

-- name: drop_members
delete from group_member
where org_id = :org_id and platform = :platform and group_id = :group_id
    and person_id in (select value from json_each(:person_ids));

-- name: add_members
insert into group_member (org_id, platform, group_id, person_id)
select p.org_id, :platform, :group_id, p.person_id from person p
where p.org_id = :org_id and p.person_id in (select value from json_each(:person_ids))
on conflict do nothing;

-- name: note_read
insert into group_reading (org_id, platform, group_id, read_at) values (:org_id, :platform, :group_id, :read_at)
on conflict (org_id, platform, group_id) do update set read_at = excluded.read_at, failed_at = null, reason = '';

-- name: note_failed
insert into group_reading (org_id, platform, group_id, failed_at, reason)
values (:org_id, :platform, :group_id, :failed_at, :reason)
on conflict (org_id, platform, group_id) do update set
    failed_at = coalesce(group_reading.failed_at, excluded.failed_at), reason = excluded.reason;

-- name: list_readings
select platform, group_id, read_at, failed_at, reason from group_reading
where org_id = :org_id and group_id in (select value from json_each(:group_ids))
order by platform, group_id;

-- name: list_accounts
select user_ref, person_id from address
where org_id = :org_id and platform = :platform and user_ref in (select value from json_each(:users));

-- name: list_by_email
select email, person_id from person
where org_id = :org_id and state = 'active' and email in (select value from json_each(:emails));

-- name: find_connector
select service_url from address
where org_id = :org_id and platform = 'teams' and service_url <> '' and state = 'active'
order by seen_at desc limit 1;
