-- A message keeps the instant it was planned for, beside the instant to look at it next.
alter table outbox add column not_before_at bigint not null default 0;
update outbox set not_before_at = due_at;
alter table outbox add column is_ordered bigint not null default 0;
alter table outbox add column claimed_at bigint;
alter table outbox add column resends bigint not null default 0;

create index outbox_lane on outbox (org_id, platform, workspace, due_at, not_before_at, delivery_id)
    where state = 'planned';
create index outbox_tried on outbox (org_id, person_id)
    where token > 0 and state in ('planned', 'sending', 'in_doubt');
create index outbox_settled on outbox (org_id, settled_at) where settled_at is not null;
drop index outbox_due;

-- One row a workspace: who sends there, and when the next call may start.
create table lane (
    org_id text not null,
    platform text not null,
    workspace text not null,
    owner text not null,
    token bigint not null default 0,
    lease_until_at bigint not null,
    opens_at bigint not null,
    reads_at bigint not null,
    primary key (org_id, platform, workspace)
);

insert into lane (org_id, platform, workspace, owner, lease_until_at, opens_at, reads_at)
select distinct org_id, platform, workspace, '', 0, 0, 0 from outbox where state = 'planned';

-- What an installation draws once: the secret under which its messages are marked.
create table installation (
    org_id text primary key,
    secret text not null
);
