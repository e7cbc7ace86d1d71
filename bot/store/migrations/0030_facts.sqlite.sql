-- One total a person, day, source, tool and feature, in one tree by week and person. Days count from Monday,
-- 5 January 1970. A sender's own id is kept where there is one; else the total is named by what it is about.
create table usage_total (
    org_id text not null,
    week_no bigint not null,
    ordinal bigint not null,
    stream_no bigint not null,
    day bigint not null,
    actions bigint not null,
    id_source text,
    signal_id text,
    received_at bigint not null,
    primary key (org_id, week_no, ordinal, stream_no, day)
) without rowid;
insert into usage_total (org_id, week_no, ordinal, stream_no, day, actions, id_source, signal_id, received_at)
select s.org_id, cast(julianday(s.day_on) - julianday('1970-01-05') as integer) / 7, p.ordinal, t.stream_no,
    cast(julianday(s.day_on) - julianday('1970-01-05') as integer) % 7, s.actions,
    case when s.signal_id <> s.person_id || '|' || s.tool || '|' || s.feature || '|' || s.day_on then s.source end,
    case when s.signal_id <> s.person_id || '|' || s.tool || '|' || s.feature || '|' || s.day_on then s.signal_id end,
    s.received_at
from usage_signal s
join person p on p.org_id = s.org_id and p.person_id = s.person_id
join usage_stream t on t.org_id = s.org_id and t.source = s.source and t.tool = s.tool and t.feature = s.feature;
create unique index usage_total_named on usage_total (org_id, id_source, signal_id) where signal_id is not null;
drop table usage_signal;
create view usage_signal as
select r.org_id, t.source,
    coalesce(r.signal_id, p.person_id || '|' || t.tool || '|' || t.feature || '|'
        || date('1970-01-05', (r.week_no * 7 + r.day) || ' days')) as signal_id,
    p.person_id, t.tool, t.feature, date('1970-01-05', (r.week_no * 7 + r.day) || ' days') as day_on,
    r.actions, r.received_at
from usage_total r
join person p on p.org_id = r.org_id and p.ordinal = r.ordinal
join usage_stream t on t.org_id = r.org_id and t.stream_no = r.stream_no;

-- The new facts of what was kept before, from the raw signals; clicks of weeks without a report come anew.
insert into person_week (org_id, ordinal, week_on, tool, actions, days, features)
select distinct r.org_id, r.ordinal, date('1970-01-05', (r.week_no * 7) || ' days'), t.tool, 0, 0, 0
from usage_total r
join usage_stream t on t.org_id = r.org_id and t.stream_no = r.stream_no
where t.source = 'chat' and r.actions > 0
on conflict do nothing;
update person_week set (day_bits, clicks, click_bits) = (
    select coalesce(sum(distinct case when t.source <> 'chat' then 1 << r.day end), 0),
        coalesce(sum(case when t.source = 'chat' then r.actions end), 0),
        coalesce(sum(distinct case when t.source = 'chat' then 1 << r.day end), 0)
    from usage_total r
    join usage_stream t on t.org_id = r.org_id and t.stream_no = r.stream_no and t.tool = person_week.tool
    where r.org_id = person_week.org_id and r.ordinal = person_week.ordinal and r.actions > 0
        and r.week_no = cast(julianday(person_week.week_on) - julianday('1970-01-05') as integer) / 7);
insert into activation (org_id, tool, ordinal, activated_on)
select org_id, tool, ordinal, date('1970-01-05', min(day_no) || ' days') from (
    select org_id, tool, ordinal, day_no, sum(actions) over recent as actions, count(*) over recent as days from (
        select r.org_id, t.tool, r.ordinal, r.week_no * 7 + r.day as day_no, sum(r.actions) as actions
        from usage_total r
        join usage_stream t on t.org_id = r.org_id and t.stream_no = r.stream_no
        where t.source <> 'chat' and r.actions > 0
        group by r.org_id, t.tool, r.ordinal, r.week_no, r.day) daily
    window recent as (partition by org_id, tool, ordinal order by day_no range between 13 preceding and current row)
) found where actions >= 3 and days >= 2
group by org_id, tool, ordinal;
