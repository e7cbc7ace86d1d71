-- name: list_due
select w.* from feedback_window w
where w.org_id = :org_id and w.state = 'closed'
    and exists (select 1 from feedback_prompt p where p.org_id = w.org_id and p.window_id = w.window_id)
    and not exists (select 1 from window_result r where r.org_id = w.org_id and r.window_id = w.window_id)
order by w.closes_at, w.window_id;

-- name: list_asked
select f.person_id, f.team, p.ordinal, p.name from feedback_prompt f
join person p on p.org_id = f.org_id and p.person_id = f.person_id
where f.org_id = :org_id and f.window_id = :window_id order by p.ordinal;

-- name: list_earlier
select frozen_json from feedback_window
where org_id = :org_id and program_id = :program_id and week_on < :week_on order by week_on, window_id;

-- name: put
insert into window_result (org_id, window_id, team, result_json, made_at)
values (:org_id, :window_id, :team, :result_json, :made_at)
on conflict (org_id, window_id, team) do nothing;

-- name: find
select r.result_json, r.made_at, w.window_id, w.program_id, w.week_on from window_result r
join feedback_window w on w.org_id = r.org_id and w.window_id = r.window_id
where r.org_id = :org_id and r.window_id = :window_id and r.team = :team;

-- name: list_of_program
select w.window_id, w.window_key, w.week, w.week_on, w.frozen_json from feedback_window w
where w.org_id = :org_id and w.program_id = :program_id and exists (
    select 1 from window_result r where r.org_id = w.org_id and r.window_id = w.window_id and r.team = '')
order by w.closes_at desc, w.window_id desc;
