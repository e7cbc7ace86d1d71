-- Who is in which phase: kept while the phase runs, and left as it was when the phase has ended.
create table phase_member (
    org_id text not null,
    program_id text not null,
    phase_key text not null,
    person_id text not null,
    joined_at bigint not null,
    left_at bigint,
    primary key (org_id, program_id, phase_key, person_id),
    foreign key (org_id, program_id) references program (org_id, program_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create index phase_member_person on phase_member (org_id, person_id);
insert into phase_member (org_id, program_id, phase_key, person_id, joined_at, left_at)
select e.org_id, e.program_id, p.phase_key, e.person_id, e.enrolled_at, e.left_at
from enrolment e join phase p on p.org_id = e.org_id and p.program_id = e.program_id
where p.state <> 'planned';

-- Which of our people a platform's group holds, as it was read last, and when that worked.
create table group_member (
    org_id text not null,
    platform text not null,
    group_id text not null,
    person_id text not null,
    primary key (org_id, platform, group_id, person_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create index group_member_person on group_member (org_id, person_id);
create table group_reading (
    org_id text not null,
    platform text not null,
    group_id text not null,
    read_at bigint,
    failed_at bigint,
    reason text not null default '',
    primary key (org_id, platform, group_id)
);

-- Who asked to take part, and from which phase on that counts.
create table volunteer (
    org_id text not null,
    program_id text not null,
    person_id text not null,
    phase_key text not null,
    said_at bigint not null,
    primary key (org_id, program_id, person_id),
    foreign key (org_id, program_id) references program (org_id, program_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
