-- name: put_roster
insert into roster (org_id, digest, people) values (:org_id, :digest, :people)
on conflict (org_id, digest) do nothing;

-- name: publish
insert into published (org_id, program_id, metric, week_on, team, digest, published_at)
values (:org_id, :program_id, :metric, :week_on, :team, :digest, :published_at)
on conflict (org_id, program_id, metric, week_on, team) do nothing;

-- name: list_rosters
select digest, people from roster where org_id = :org_id order by digest;

-- name: list_digests
select digest from roster where org_id = :org_id;

-- name: has_roster
select 1 as yes from roster where org_id = :org_id and digest = :digest;

-- name: list_last_of_teams
select distinct p.team, p.digest from published p
where p.org_id = :org_id and p.program_id = :program_id and p.week_on = (
    select max(l.week_on) from published l
    where l.org_id = p.org_id and l.program_id = p.program_id and l.team = p.team and l.week_on < :before_on);

-- name: list_of_week
select distinct team, digest from published
where org_id = :org_id and program_id = :program_id and week_on = :week_on;

-- name: publish_beside
insert into published_beside (org_id, program_id, about, metric, team, week_on, digest, published_at)
values (:org_id, :program_id, :about, :metric, :team, :week_on, :digest, :published_at)
on conflict (org_id, program_id, about, metric, team) do nothing;

-- name: list_last_beside
select team, digest from (
    select team, digest, row_number() over (partition by team order by published_at desc, about desc, metric) as place
    from published_beside
    where org_id = :org_id and program_id = :program_id and about not like 'nudge/%'
        and about not like 'counted/%') newest
where place = 1;

-- name: is_entered
select 1 as yes from published_beside
where org_id = :org_id and program_id = :program_id and about = :about limit 1;

-- name: hide_beside
insert into hidden_beside (org_id, program_id, about, week_on, reason, groups)
values (:org_id, :program_id, :about, :week_on, :reason, :groups)
on conflict (org_id, program_id, about, reason) do nothing;

-- name: list_metrics
select p.metric, p.digest, r.people, count(*) as times, min(p.week_on) as first_on, max(p.week_on) as last_on
from (
    select org_id, metric, digest, week_on from published
    union all
    select org_id, metric, digest, week_on from published_beside) p
join roster r on r.org_id = p.org_id and r.digest = p.digest
where p.org_id = :org_id
group by p.metric, p.digest, r.people
order by p.metric, p.digest;

-- name: hide
insert into hidden_group (org_id, program_id, week_on, reason, groups)
values (:org_id, :program_id, :week_on, :reason, :groups)
on conflict (org_id, program_id, week_on, reason) do nothing;

-- name: list_hidden
select week_on, reason, groups from hidden_group where org_id = :org_id
union all
select week_on, reason, groups from hidden_beside where org_id = :org_id
order by week_on, reason, groups;
