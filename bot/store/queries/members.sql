-- name: list_entries
select person_id, left_at, bucket, stratum from enrolment where org_id = :org_id and program_id = :program_id;

-- name: list_phase_entries
select person_id, left_at from phase_member
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key;

-- name: enrol
insert into enrolment (org_id, program_id, person_id, enrolled_at, bucket, stratum, arm)
values (:org_id, :program_id, :person_id, :enrolled_at, :bucket, :stratum, :arm)
on conflict (org_id, program_id, person_id) do nothing;

-- name: return_some
update enrolment set left_at = null
where org_id = :org_id and program_id = :program_id and person_id in (select value from json_each(:person_ids));

-- name: leave_some
update enrolment set left_at = :left_at
where org_id = :org_id and program_id = :program_id and left_at is null
    and person_id in (select value from json_each(:person_ids));

-- name: join_phase
insert into phase_member (org_id, program_id, phase_key, person_id, joined_at)
select p.org_id, :program_id, :phase_key, p.person_id, :joined_at from person p
where p.org_id = :org_id and p.person_id in (select value from json_each(:person_ids))
on conflict (org_id, program_id, phase_key, person_id) do update set left_at = null;

-- name: leave_phase
update phase_member set left_at = :left_at
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and left_at is null
    and person_id in (select value from json_each(:person_ids));

-- name: list_of_phase
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at
from phase_member m
join enrolment e on e.org_id = m.org_id and e.program_id = m.program_id and e.person_id = m.person_id
join person p on p.org_id = m.org_id and p.person_id = m.person_id
left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where m.org_id = :org_id and m.program_id = :program_id and m.phase_key = :phase_key and m.left_at is null
    and e.left_at is null and p.state = 'active'
order by p.ordinal;

-- name: list_undecided_groups
select distinct p.timezone, p.calendar from phase_member m
join person p on p.org_id = m.org_id and p.person_id = m.person_id
where m.org_id = :org_id and m.program_id = :program_id and m.phase_key = :phase_key and m.left_at is null
    and m.person_id not in (
        select n.person_id from nudge n
        where n.org_id = :org_id and n.program_id = :program_id and n.slot = :slot);

-- name: list_undecided
select p.*, f.own_locale, f.quiet_from, f.quiet_until, f.paused_until_on, f.stopped_at, e.enrolled_at
from phase_member m
join enrolment e on e.org_id = m.org_id and e.program_id = m.program_id and e.person_id = m.person_id
join person p on p.org_id = m.org_id and p.person_id = m.person_id
left join preference f on f.org_id = p.org_id and f.person_id = p.person_id
where m.org_id = :org_id and m.program_id = :program_id and m.phase_key = :phase_key and m.left_at is null
    and e.left_at is null and p.state = 'active' and f.stopped_at is null
    and p.timezone in (select value from json_each(:zones))
    and m.person_id not in (
        select n.person_id from nudge n
        where n.org_id = :org_id and n.program_id = :program_id and n.slot = :slot)
    and m.person_id in (
        select a.person_id from address a
        where a.org_id = :org_id and a.state = 'active' and (a.platform <> 'teams' or a.conversation <> ''))
order by p.ordinal;

-- name: list_among
select person_id from phase_member
where org_id = :org_id and program_id = :program_id and phase_key = :phase_key and left_at is null
    and person_id in (select value from json_each(:person_ids));

-- name: list_of_person
select e.program_id, e.enrolled_at, e.left_at, e.bucket, e.stratum, e.arm,
    m.phase_key, m.joined_at, m.left_at as phase_left_at
from enrolment e
left join phase_member m on m.org_id = e.org_id and m.program_id = e.program_id and m.person_id = e.person_id
where e.org_id = :org_id and e.person_id = :person_id
order by e.enrolled_at, m.joined_at;
