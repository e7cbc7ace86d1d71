-- The local rule beside the instant it gives: `wall` as 2026-12-01T10:00, the zone's name, and the instant
-- computed from them before anything moved the message (`rule_at`).
alter table outbox add column wall text not null default '';
alter table outbox add column zone text not null default '';
alter table outbox add column rule_at bigint;

alter table feedback_prompt add column opens_wall text not null default '';
alter table feedback_prompt add column closes_wall text not null default '';
alter table feedback_prompt add column zone text not null default '';

-- The zone rules that stored instants were computed with.
create table zone_rules (
    org_id text not null,
    version text not null,
    used_since_at bigint not null,
    primary key (org_id)
);

-- The latest instant anybody's message came in: a clock that is set back reopens nothing seen closed.
create index inbox_received on inbox (org_id, received_at)
