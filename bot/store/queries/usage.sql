-- name: list_bitmaps
select week_on, kind, people from active_week
where org_id = :org_id and tool = :tool and week_on >= :first_on and week_on <= :last_on
order by week_on, kind;

-- name: list_weeks
select distinct week_on from active_week where org_id = :org_id;

-- name: lock_all_bitmaps
select week_on, tool, kind, people from active_week where org_id = :org_id order by week_on, tool, kind;

-- name: list_person_weeks
select ordinal, week_on, actions, days, features from person_week
where org_id = :org_id and tool = :tool and week_on >= :first_on and week_on <= :last_on and actions > 0
order by week_on, ordinal;

-- name: list_reach
select s.source, s.last_on,
    case when (select count(*) from usage_reach o where o.org_id = :org_id and o.source = s.source) = 1
        then max(r.complete_to_on) end as complete_to_on
from usage_reach s left join import_run r on r.org_id = s.org_id and r.source = s.source
where s.org_id = :org_id and s.tool = :tool
group by s.source, s.last_on
order by s.source;

-- name: list_told
select s.source, s.tool, s.last_on,
    case when (select count(*) from usage_reach o where o.org_id = :org_id and o.source = s.source) = 1
        then r.complete_to_on end as complete_to_on, r.imported_at
from usage_reach s left join (
    select source, max(complete_to_on) as complete_to_on, max(imported_at) as imported_at from import_run
    where org_id = :org_id group by source) r on r.source = s.source
where s.org_id = :org_id order by s.source, s.tool;

-- name: list_activations
select ordinal, activated_on from activation where org_id = :org_id and tool = :tool order by ordinal;

-- name: list_weeks_of_person
select w.tool, w.week_on, w.actions, w.days, w.features, w.day_bits, w.clicks, w.click_bits
from person p join person_week w on w.org_id = p.org_id and w.ordinal = p.ordinal
where p.org_id = :org_id and p.person_id = :person_id
order by w.week_on, w.tool;

-- name: list_activations_of_person
select a.tool, a.activated_on
from person p join activation a on a.org_id = p.org_id and a.ordinal = p.ordinal
where p.org_id = :org_id and p.person_id = :person_id
order by a.activated_on, a.tool;

-- name: list_signals_of_person
select s.source, r.signal_id, s.tool, s.feature, r.week_no, r.day, r.actions
from person p join usage_total r on r.org_id = p.org_id and r.ordinal = p.ordinal
join usage_stream s on s.org_id = r.org_id and s.stream_no = r.stream_no
where p.org_id = :org_id and p.person_id = :person_id
    and r.week_no in (select cast(value as bigint) from json_each(:weeks));

-- name: knows_people
select count(*) as signals from (
    select 1 as one from usage_reach where org_id = :org_id and source <> 'chat' limit 1) found;

-- name: forget_totals
delete from usage_total where org_id = :org_id and ordinal = :ordinal
    and week_no in (select cast(value as bigint) from json_each(:weeks));

-- name: forget_person_weeks
delete from person_week where org_id = :org_id and ordinal = :ordinal;

-- name: forget_activations
delete from activation where org_id = :org_id and ordinal = :ordinal;

-- name: add_import
insert into import_run (org_id, import_id, source, file_name, complete_to_on, accepted, repeated, rejected, note,
    imported_at)
values (:org_id, :import_id, :source, :file_name, :complete_to_on, :accepted, :repeated, :rejected, :note,
    :imported_at);

-- name: list_imports
select * from import_run where org_id = :org_id order by imported_at desc, import_id desc limit :most;

-- name: close_tools
insert into usage_forgotten (org_id, tool, until_on)
select distinct :org_id, s.tool, :until_on
from usage_total r join usage_stream s on s.org_id = r.org_id and s.stream_no = r.stream_no
where r.org_id = :org_id and r.week_no < :week_no
on conflict (org_id, tool) do update set until_on = excluded.until_on;

-- name: drop_signals_before
delete from usage_total where org_id = :org_id and week_no < :week_no;

-- name: drop_weeks_before
delete from person_week where org_id = :org_id and week_on < :week_on;

-- name: drop_bitmaps_before
delete from active_week where org_id = :org_id and week_on < :week_on;

-- name: drop_old_activations
delete from activation where org_id = :org_id and activated_on < :week_on and not exists (
    select 1 from person_week w
    where w.org_id = activation.org_id and w.ordinal = activation.ordinal and w.tool = activation.tool);
