-- What is known of each vendor whose usage is pulled: to which day it is complete, when it is asked next, what
-- went wrong since when and whether administrators were told, and who is asking now until when. Nobody's name.
create table pull (
    org_id text not null,
    source text not null,
    complete_to_on text,
    pulled_at bigint,
    next_at bigint not null default 0,
    trouble text not null default '',
    reason text not null default '',
    failing_since_at bigint,
    failures bigint not null default 0,
    told text not null default '',
    tellings bigint not null default 0,
    rejected bigint not null default 0,
    owner text not null default '',
    token bigint not null default 0,
    lease_until_at bigint not null default 0,
    primary key (org_id, source)
);
