-- name: put
insert into left_out (org_id, left_out_id, program_id, person_id, prompt_id, question, reason, state, said_at)
values (:org_id, :left_out_id, :program_id, :person_id, :prompt_id, :question, :reason, :state, :said_at)
on conflict (org_id, program_id, person_id, prompt_id) do update
set question = excluded.question, reason = excluded.reason, state = excluded.state, said_at = excluded.said_at,
    decided_by = null, decided_at = null, from_on = null, until_on = null, ended_at = null;

-- name: find
select l.*, case when exists (
    select 1 from answer a
    where a.org_id = l.org_id and a.prompt_id = l.prompt_id and a.question = l.question and a.late = 0
        and a.value = l.reason) then 1 else 0 end as is_still_said
from left_out l where l.org_id = :org_id and l.left_out_id = :left_out_id;

-- name: list_of_person
select l.*, case when exists (
    select 1 from answer a
    where a.org_id = l.org_id and a.prompt_id = l.prompt_id and a.question = l.question and a.late = 0
        and a.value = l.reason) then 1 else 0 end as is_still_said
from left_out l where l.org_id = :org_id and l.person_id = :person_id order by l.said_at, l.left_out_id;

-- name: decide
update left_out set state = :state, decided_by = :decided_by, decided_at = :decided_at, from_on = :from_on,
    until_on = :until_on
where org_id = :org_id and left_out_id = :left_out_id and state = 'proposed';

-- name: withdraw
update left_out set state = 'withdrawn', ended_at = :ended_at
where org_id = :org_id and left_out_id = :left_out_id and state in ('proposed', 'agreed', 'refused');

-- name: list_agreed
select p.ordinal, l.from_on, l.until_on from left_out l
join person p on p.org_id = l.org_id and p.person_id = l.person_id
where l.org_id = :org_id and l.program_id = :program_id and l.state = 'agreed'
    and exists (
        select 1 from answer a
        where a.org_id = l.org_id and a.prompt_id = l.prompt_id and a.question = l.question and a.late = 0
            and a.value = l.reason)
order by p.ordinal, l.from_on;

-- name: list_counted
select b.week_on, b.team, c.people as counted, r.people as roster from published_beside b
join roster c on c.org_id = b.org_id and c.digest = b.digest
join published p on p.org_id = b.org_id and p.program_id = b.program_id and p.week_on = b.week_on
    and p.team = b.team and p.metric = 'people'
join roster r on r.org_id = p.org_id and r.digest = p.digest
where b.org_id = :org_id and b.program_id = :program_id and b.about like 'counted/%' and b.metric = 'counted'
order by b.week_on, b.team;

-- name: forget_person
delete from left_out where org_id = :org_id and person_id = :person_id;

-- name: forget_decider
update left_out set decided_by = null where org_id = :org_id and decided_by = :person_id;

-- name: list_decided_by
select decided_at, state from left_out where org_id = :org_id and decided_by = :person_id order by decided_at;
