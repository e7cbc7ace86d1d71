-- name: put_volunteer
insert into volunteer (org_id, program_id, person_id, phase_key, said_at)
values (:org_id, :program_id, :person_id, :phase_key, :said_at)
on conflict (org_id, program_id, person_id) do nothing;

-- name: drop_volunteer
delete from volunteer where org_id = :org_id and program_id = :program_id and person_id = :person_id;

-- name: list_of_person
select program_id, phase_key, said_at from volunteer where org_id = :org_id and person_id = :person_id
order by said_at;

-- name: list_of_program
select person_id, phase_key from volunteer where org_id = :org_id and program_id = :program_id;
