-- name: count_active
select item, kind, slot, arm, count(*) as people,
    cast(sum(case when days >= :enough then 1 else 0 end) as bigint) as active
from (
    select n.item, n.kind, n.slot, n.arm, (
        select sum((b & 1) + (b >> 1 & 1) + (b >> 2 & 1) + (b >> 3 & 1) + (b >> 4 & 1) + (b >> 5 & 1) + (b >> 6 & 1))
        from (
            select w.day_bits & case w.week_on when :first_on then cast(:first_bits as bigint)
                else cast(:next_bits as bigint) end as b
            from person p join person_week w on w.org_id = p.org_id and w.ordinal = p.ordinal
            where p.org_id = n.org_id and p.person_id = n.person_id and w.tool = :tool
                and w.week_on in (:first_on, :next_on)) used) as days
    from nudge n
    where n.org_id = :org_id and n.program_id = :program_id and n.slot_on = :slot_on and n.item <> ''
        and (n.outcome <> 'lost' or n.reason in (select value from json_each(:reasons)))) drawn
group by item, kind, slot, arm;

-- name: list_people_of_item
select n.slot, n.slot_on, n.arm, p.ordinal from nudge n
join person p on p.org_id = n.org_id and p.person_id = n.person_id
where n.org_id = :org_id and n.program_id = :program_id and n.item = :item and n.slot_on <= :last_on
    and (n.outcome <> 'lost' or n.reason in (select value from json_each(:reasons)))
order by p.ordinal;

-- name: list_compared_days
select distinct slot_on from nudge
where org_id = :org_id and program_id = :program_id and outcome = 'held_out' and slot_on <= :last_on
order by slot_on;

-- name: count_drawn
select arm, count(distinct person_id) as people from nudge
where org_id = :org_id and program_id = :program_id and item <> '' and slot_on <= :last_on
    and slot in (select value from json_each(:slots))
    and (outcome <> 'lost' or reason in (select value from json_each(:reasons)))
group by arm;

-- name: list_first_left
select item, kind, min(slot_on) as first_left_on from nudge
where org_id = :org_id and program_id = :program_id and arm = 'nudged' and outcome <> 'lost' and slot_on is not null
group by item, kind order by item;

-- name: list_trials
select item, kind, look, verdict, numbers_json, looked_at from nudge_trial
where org_id = :org_id and program_id = :program_id order by item, look;

-- name: keep_trial
insert into nudge_trial (org_id, program_id, item, look, kind, verdict, numbers_json, looked_at)
values (:org_id, :program_id, :item, :look, :kind, :verdict, :numbers_json, :looked_at)
on conflict (org_id, program_id, item, look) do nothing;
