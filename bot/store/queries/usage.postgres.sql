-- name: list_by_id
select * from usage_signal
where org_id = :org_id and source = :source and signal_id in (select jsonb_array_elements_text(:ids::jsonb));

-- name: list_by_day
select * from usage_signal
where org_id = :org_id and source = :source
    and person_id in (select jsonb_array_elements_text(:people::jsonb))
    and day_on >= :first_on and day_on <= :last_on;

-- name: sum_week
select p.ordinal,
    cast(coalesce(sum(case when s.source <> 'chat' then s.actions end), 0) as bigint) as actions,
    count(distinct case when s.source <> 'chat' and s.actions > 0 then s.day_on end) as days,
    count(distinct case when s.source <> 'chat' and s.actions > 0 then s.feature end) as features,
    cast(coalesce(sum(case when s.source = 'chat' then s.actions end), 0) as bigint) as clicks
from person p
left join usage_signal s on s.org_id = p.org_id and s.person_id = p.person_id and s.tool = :tool
    and s.day_on >= :week_on and s.day_on <= :sunday_on
where p.org_id = :org_id and p.person_id in (select jsonb_array_elements_text(:people::jsonb))
group by p.ordinal;

-- name: lock_bitmap
select people from active_week
where org_id = :org_id and week_on = :week_on and tool = :tool and kind = :kind
for update;

-- name: lock_all_bitmaps
select week_on, tool, kind, people from active_week where org_id = :org_id order by week_on, tool, kind for update;
