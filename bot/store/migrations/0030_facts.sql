-- Who told of what, once: a day's total names its source, tool and feature by this number.
create table usage_stream (
    org_id text not null,
    stream_no bigint not null,
    source text not null,
    tool text not null,
    feature text not null,
    primary key (org_id, stream_no)
);
create unique index usage_stream_named on usage_stream (org_id, source, tool, feature);
insert into usage_stream (org_id, stream_no, source, tool, feature)
select org_id, row_number() over (partition by org_id order by source, tool, feature), source, tool, feature
from (select distinct org_id, source, tool, feature from usage_signal) told;

-- Up to which day a source has told of a tool: kept, so that nobody looks through the signals for it.
create table usage_reach (
    org_id text not null,
    source text not null,
    tool text not null,
    last_on text not null,
    primary key (org_id, source, tool)
);
insert into usage_reach (org_id, source, tool, last_on)
select org_id, source, tool, max(day_on) from usage_signal group by org_id, source, tool;

-- The day on which a person had first used a tool three times, on two days, within fourteen days.
create table activation (
    org_id text not null,
    tool text not null,
    ordinal bigint not null,
    activated_on text not null,
    primary key (org_id, tool, ordinal)
);

-- The last day of a tool whose signals were forgotten; what was counted of them stays.
create table usage_forgotten (
    org_id text not null,
    tool text not null,
    until_on text not null,
    primary key (org_id, tool)
);

-- A week's days as bits (Monday is 1), and what people said by a tap, apart from what a report measured.
alter table person_week add column day_bits bigint not null default 0;
alter table person_week add column clicks bigint not null default 0;
alter table person_week add column click_bits bigint not null default 0;
