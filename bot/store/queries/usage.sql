-- name: list_by_id
select * from usage_signal
where org_id = :org_id and source = :source and signal_id in (select value from json_each(:ids));

-- name: list_by_day
select * from usage_signal
where org_id = :org_id and source = :source and person_id in (select value from json_each(:people))
    and day_on >= :first_on and day_on <= :last_on;

-- name: drop_signal
delete from usage_signal where org_id = :org_id and source = :source and signal_id = :signal_id;

-- name: put_signal
insert into usage_signal (org_id, source, signal_id, person_id, tool, feature, day_on, actions, received_at)
values (:org_id, :source, :signal_id, :person_id, :tool, :feature, :day_on, :actions, :received_at);

-- name: sum_week
select p.ordinal,
    cast(coalesce(sum(case when s.source <> 'chat' then s.actions end), 0) as bigint) as actions,
    count(distinct case when s.source <> 'chat' and s.actions > 0 then s.day_on end) as days,
    count(distinct case when s.source <> 'chat' and s.actions > 0 then s.feature end) as features,
    cast(coalesce(sum(case when s.source = 'chat' then s.actions end), 0) as bigint) as clicks
from person p
left join usage_signal s on s.org_id = p.org_id and s.person_id = p.person_id and s.tool = :tool
    and s.day_on >= :week_on and s.day_on <= :sunday_on
where p.org_id = :org_id and p.person_id in (select value from json_each(:people))
group by p.ordinal;

-- name: drop_person_week
delete from person_week
where org_id = :org_id and ordinal = :ordinal and week_on = :week_on and tool = :tool;

-- name: put_person_week
insert into person_week (org_id, ordinal, week_on, tool, actions, days, features)
values (:org_id, :ordinal, :week_on, :tool, :actions, :days, :features);

-- name: ensure_bitmap
insert into active_week (org_id, week_on, tool, kind, people) values (:org_id, :week_on, :tool, :kind, :people)
on conflict (org_id, week_on, tool, kind) do nothing;

-- name: lock_bitmap
select people from active_week
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind;

-- name: put_bitmap
update active_week set people = :people
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind;

-- name: list_bitmaps
select week_on, kind, people from active_week
where org_id = :org_id and tool = :tool and week_on >= :first_on and week_on <= :last_on
order by week_on, kind;

-- name: lock_all_bitmaps
select week_on, tool, kind, people from active_week where org_id = :org_id order by week_on, tool, kind;

-- name: list_person_weeks
select ordinal, week_on, actions, days, features from person_week
where org_id = :org_id and tool = :tool and week_on >= :first_on and week_on <= :last_on
order by week_on, ordinal;

-- name: list_power
select ordinal from person_week
where org_id = :org_id and tool = :tool and week_on >= :first_on and week_on <= :last_on and actions > 0
group by ordinal having count(*) >= :need and sum(actions) >= :actions;

-- name: list_reach
select s.source, max(s.day_on) as last_on, max(r.complete_to_on) as complete_to_on
from (select source, max(day_on) as day_on from usage_signal where org_id = :org_id and tool = :tool group by source) s
left join import_run r on r.org_id = :org_id and r.source = s.source
group by s.source
order by s.source;

-- name: list_days_of_person
select distinct day_on from usage_signal
where org_id = :org_id and person_id = :person_id and source <> 'chat' and actions > 0 order by day_on;

-- name: list_signals_of_person
select source, signal_id, tool, feature, day_on, actions from usage_signal
where org_id = :org_id and person_id = :person_id order by day_on, source, tool, feature;

-- name: knows_people
select count(*) as signals from (
    select 1 as one from usage_signal where org_id = :org_id and source <> 'chat' limit 1) found;

-- name: forget_signals
delete from usage_signal where org_id = :org_id and person_id = :person_id;

-- name: forget_person_weeks
delete from person_week where org_id = :org_id and ordinal = :ordinal;

-- name: add_import
insert into import_run (org_id, import_id, source, file_name, complete_to_on, accepted, repeated, rejected, note,
    imported_at)
values (:org_id, :import_id, :source, :file_name, :complete_to_on, :accepted, :repeated, :rejected, :note,
    :imported_at);

-- name: list_imports
select * from import_run where org_id = :org_id order by imported_at desc, import_id desc limit :most;
