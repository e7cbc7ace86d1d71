-- name: find_person
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from person p left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where p.org_id = :org_id and p.person_id = :person_id;

-- name: list_some
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from person p left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where p.org_id = :org_id and p.person_id in (select value from json_each(:person_ids));

-- name: find_by_email
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from person p left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where p.org_id = :org_id and p.email = :email;

-- name: list_named
select person_id, email from person
where org_id = :org_id and state <> 'erased' and email in (select value from json_each(:names))
union
select person_id, email from person
where org_id = :org_id and state <> 'erased' and person_id in (select value from json_each(:names));

-- name: list_people
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from person p left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where p.org_id = :org_id and p.state <> 'erased'
order by p.ordinal;

-- name: list_teams
select distinct team from person where org_id = :org_id and state <> 'erased' and team <> '';

-- name: has_team
select 1 as yes from person where org_id = :org_id and team = :team and state <> 'erased' and team <> '' limit 1;

-- name: list_by_role
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from person p left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where p.org_id = :org_id and p.state = 'active' and p.role = :role
order by p.ordinal;

-- name: next_ordinal
select coalesce(max(ordinal) + 1, 0) as ordinal from person where org_id = :org_id;

-- name: add_person
insert into person (org_id, person_id, email, name, team, manager, timezone, locale, role, calendar,
    attributes_json, ordinal, state, created_at)
values (:org_id, :person_id, :email, :name, :team, :manager, :timezone, :locale, :role, :calendar,
    :attributes_json, :ordinal, 'active', :created_at);

-- name: change_person
update person set name = :name, team = :team, manager = :manager, timezone = :timezone, locale = :locale,
    role = :role, calendar = coalesce(:calendar, calendar), attributes_json = :attributes_json, state = 'active'
where org_id = :org_id and person_id = :person_id;

-- name: rename_person
update person set email = :email where org_id = :org_id and person_id = :person_id;

-- name: mark_left
update person set state = 'left' where org_id = :org_id and person_id = :person_id and state = 'active';

-- name: mark_disclosed
update person set disclosed_at = :disclosed_at
where org_id = :org_id and person_id = :person_id and disclosed_at is null;

-- name: ensure_preference
insert into preference (org_id, person_id) values (:org_id, :person_id) on conflict do nothing;

-- name: choose_locale
update preference set own_locale = :own_locale where org_id = :org_id and person_id = :person_id;

-- name: choose_quiet_hours
update preference set quiet_from = :quiet_from, quiet_until = :quiet_until
where org_id = :org_id and person_id = :person_id;

-- name: choose_pause
update preference set paused_until_on = :paused_until_on where org_id = :org_id and person_id = :person_id;

-- name: choose_stop
update preference set stopped_at = :stopped_at where org_id = :org_id and person_id = :person_id;
