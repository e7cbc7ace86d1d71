-- name: list_reached
select s.source, s.tool, max(case when c.actions is not null then c.week_no * 7 + c.day end) as told,
    max(case when c.actions is null then c.week_no * 7 + c.day end) as gone
from usage_change c join usage_stream s on s.org_id = :org_id and s.stream_no = c.stream_no
group by s.source, s.tool order by s.source, s.tool;

-- name: put_reach
insert into usage_reach (org_id, source, tool, last_on) values (:org_id, :source, :tool, :last_on)
on conflict (org_id, source, tool) do update set last_on = excluded.last_on where usage_reach.last_on < excluded.last_on;

-- name: find_reach
select r.week_no * 7 + max(r.day) as told
from usage_total r join usage_stream s on s.org_id = :org_id and s.stream_no = r.stream_no
where r.org_id = :org_id and s.source = :source and s.tool = :tool
group by r.week_no order by r.week_no desc limit 1;

-- name: set_reach
update usage_reach set last_on = :last_on where org_id = :org_id and source = :source and tool = :tool;

-- name: drop_reach
delete from usage_reach where org_id = :org_id and source = :source and tool = :tool;

-- name: drop_weeks
delete from person_week
where org_id = :org_id and week_on = :week_on and tool = :tool and ordinal in (
    select ordinal from usage_touched where org_id = :org_id and week_no = :week_no and tool = :tool);

-- name: count_weeks
insert into person_week (org_id, ordinal, week_on, tool, actions, days, features, day_bits, clicks, click_bits)
select :org_id, t.ordinal, :week_on, :tool,
    coalesce(sum(case when s.source <> 'chat' then r.actions end), 0),
    count(distinct case when s.source <> 'chat' then r.day end),
    count(distinct case when s.source <> 'chat' then s.feature end),
    coalesce(sum(distinct case when s.source <> 'chat' then
        case r.day when 0 then 1 when 1 then 2 when 2 then 4 when 3 then 8 when 4 then 16 when 5 then 32 else 64 end
        end), 0),
    coalesce(sum(case when s.source = 'chat' then r.actions end), 0),
    coalesce(sum(distinct case when s.source = 'chat' then
        case r.day when 0 then 1 when 1 then 2 when 2 then 4 when 3 then 8 when 4 then 16 when 5 then 32 else 64 end
        end), 0)
from usage_touched t
join usage_total r on r.org_id = :org_id and r.week_no = :week_no and r.ordinal = t.ordinal and r.actions > 0
join usage_stream s on s.org_id = :org_id and s.stream_no = r.stream_no and s.tool = :tool
where t.org_id = :org_id and t.week_no = :week_no and t.tool = :tool
group by t.ordinal;

-- name: list_active
select t.ordinal, coalesce(w.actions, 0) as actions, coalesce(w.clicks, 0) as clicks
from usage_touched t
left join person_week w on w.org_id = :org_id and w.week_on = :week_on and w.tool = :tool and w.ordinal = t.ordinal
where t.org_id = :org_id and t.week_no = :week_no and t.tool = :tool;

-- name: drop_activations
delete from activation
where org_id = :org_id and tool = :tool and activated_on >= :week_on and ordinal in (
    select ordinal from usage_touched where org_id = :org_id and week_no = :week_no and tool = :tool);

-- name: list_candidates
select t.ordinal from usage_touched t
left join activation a on a.org_id = :org_id and a.tool = :tool and a.ordinal = t.ordinal
where t.org_id = :org_id and t.week_no = :week_no and t.tool = :tool and a.ordinal is null;

-- name: list_activations
select ordinal, min(day_no) as day_no from (
    select ordinal, day_no, sum(actions) over recent as actions, count(*) over recent as days from (
        select r.ordinal, r.week_no * 7 + r.day as day_no, sum(r.actions) as actions
        from usage_total r join usage_stream s on s.org_id = :org_id and s.stream_no = r.stream_no
        where r.org_id = :org_id and r.week_no in (:week_no - 2, :week_no - 1, :week_no)
            and r.ordinal in (select cast(value as bigint) from json_each(:ordinals))
            and r.actions > 0 and s.tool = :tool and s.source <> 'chat'
        group by r.ordinal, r.week_no, r.day) daily
    window recent as (partition by ordinal order by day_no range between 13 preceding and current row)) found
where actions >= :actions and days >= :days and day_no >= 7 * :week_no
group by ordinal;

-- name: put_activation
insert into activation (org_id, tool, ordinal, activated_on) values (:org_id, :tool, :ordinal, :activated_on);

-- name: last_week
select max(week_on) as week_on from active_week where org_id = :org_id and tool = :tool and kind = 'measured';

-- name: ensure_bitmap
insert into active_week (org_id, week_on, tool, kind, people) values (:org_id, :week_on, :tool, :kind, :people)
on conflict (org_id, week_on, tool, kind) do nothing;

-- name: lock_bitmap
select people from active_week
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind;

-- name: put_bitmap
update active_week set people = :people
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind;
