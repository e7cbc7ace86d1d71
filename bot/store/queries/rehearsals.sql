-- name: ask
insert into rehearsal (org_id, rehearsal_id, asked_by, asked_at, state)
values (:org_id, :rehearsal_id, :asked_by, :asked_at, 'asked');

-- name: list_open
select rehearsal_id, asked_by, asked_at, state, taken_at, tries from rehearsal
where org_id = :org_id and state in ('asked', 'playing')
order by asked_at;

-- name: take
update rehearsal set state = 'playing', taken_at = :taken_at, tries = tries + 1
where org_id = :org_id and rehearsal_id = :rehearsal_id and tries = :tries and state in ('asked', 'playing');

-- name: give_back
update rehearsal set state = 'asked', tries = tries - 1
where org_id = :org_id and rehearsal_id = :rehearsal_id and state = 'playing';

-- name: end_rehearsal
update rehearsal set state = 'ended', view_json = :view_json
where org_id = :org_id and rehearsal_id = :rehearsal_id and state = 'playing';

-- name: find_rehearsal
select * from rehearsal where org_id = :org_id and rehearsal_id = :rehearsal_id;

-- name: list_of_person
select * from rehearsal where org_id = :org_id and asked_by = :person_id order by asked_at;

-- name: forget_rehearsals
delete from rehearsal where org_id = :org_id and asked_by = :person_id;
