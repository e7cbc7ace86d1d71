-- name: list_ordinals
select person_id, ordinal from person
where org_id = :org_id and person_id in (select value from json_each(:people));

-- name: list_streams
select stream_no, source, tool, feature from usage_stream
where org_id = :org_id and source = :source and tool in (select value from json_each(:tools));

-- name: list_tools
select stream_no, tool from usage_stream
where org_id = :org_id and stream_no in (select cast(value as bigint) from json_each(:numbers));

-- name: add_stream
insert into usage_stream (org_id, stream_no, source, tool, feature)
select :org_id, coalesce(max(stream_no), 0) + 1, :source, :tool, :feature from usage_stream where org_id = :org_id
on conflict do nothing;

-- name: list_forgotten
select tool, until_on from usage_forgotten where org_id = :org_id;

-- name: list_by_id
select signal_id, week_no, ordinal, stream_no, day from usage_total
where org_id = :org_id and id_source = :source and signal_id in (select value from json_each(:ids));

-- name: list_totals
select stream_no, day, actions from usage_total
where org_id = :org_id and week_no = :week_no and ordinal = :ordinal;

-- name: find_changes
insert into usage_change (org_id, week_no, ordinal, stream_no, day, actions, id_source, signal_id, is_moved, was)
select :org_id, s.week_no, s.ordinal, s.stream_no, s.day, s.actions, s.id_source, s.signal_id, s.is_moved, r.actions
from usage_stage s
left join usage_total r on r.org_id = :org_id and r.week_no = s.week_no and r.ordinal = s.ordinal
    and r.stream_no = s.stream_no and r.day = s.day and r.week_no between :first_week and :last_week
where r.actions is distinct from s.actions or s.is_moved = 1;

-- name: count_changes
select cast(coalesce(sum(case when was is null and is_moved = 0 then 1 else 0 end), 0) as bigint) as accepted,
    cast(coalesce(sum(case when was is not null or is_moved = 1 then 1 else 0 end), 0) as bigint) as replaced
from usage_change where org_id = :org_id and actions is not null;

-- name: list_changes
select week_no, ordinal, stream_no, day, was, is_moved from usage_change
where org_id = :org_id and actions is not null;

-- name: drop_changed
delete from usage_total where org_id = :org_id and (week_no, ordinal, stream_no, day) in (
    select week_no, ordinal, stream_no, day from usage_change);

-- name: put_changed
insert into usage_total (org_id, week_no, ordinal, stream_no, day, actions, id_source, signal_id, received_at)
select org_id, week_no, ordinal, stream_no, day, actions, id_source, signal_id, :received_at from usage_change
where org_id = :org_id and actions is not null
on conflict (org_id, week_no, ordinal, stream_no, day) do update set
    actions = excluded.actions, id_source = excluded.id_source, signal_id = excluded.signal_id,
    received_at = excluded.received_at;

-- name: touch
insert into usage_touched (org_id, week_no, tool, ordinal)
select distinct :org_id, c.week_no, s.tool, c.ordinal
from usage_change c join usage_stream s on s.org_id = :org_id and s.stream_no = c.stream_no;

-- name: list_touched
select distinct week_no, tool from usage_touched where org_id = :org_id order by week_no, tool;
