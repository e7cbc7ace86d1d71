-- The secret that ties people to their slips in one anonymous window; null once it was destroyed.
create table window_key (
    org_id text not null,
    window_id text not null,
    secret text,
    destroyed_at bigint,
    primary key (org_id, window_id)
);

-- What somebody said in an anonymous window stands under a pseudonym made with the window's key; no time is kept.
create table slip (
    org_id text not null,
    slip_id text not null,
    window_id text not null,
    team text not null,
    primary key (org_id, slip_id),
    foreign key (org_id, window_id) references feedback_window (org_id, window_id)
);
create index slip_window on slip (org_id, window_id);

create table slip_answer (
    org_id text not null,
    slip_id text not null,
    question text not null,
    late bigint not null,
    value text not null,
    primary key (org_id, slip_id, question, late),
    foreign key (org_id, slip_id) references slip (org_id, slip_id)
);

-- By when an item's owner means to be done, when those who named it were told what becomes of it, and what was
-- said of it before: steps are only ever added.
alter table open_item add column due_on text;
alter table open_item add column told_at bigint;
create table item_step (
    org_id text not null,
    step_id text not null,
    item_id text not null,
    state text not null,
    owner text not null,
    reason text not null,
    due_on text,
    said_by text not null,
    said_at bigint not null,
    primary key (org_id, step_id),
    foreign key (org_id, item_id) references open_item (org_id, item_id)
);
create index item_step_item on item_step (org_id, item_id);

-- A champion answers a comment. `author` is a person, or a slip of an anonymous window; the card shows neither.
create table thread (
    org_id text not null,
    thread_id text not null,
    champion text not null,
    author text not null,
    window_id text not null default '',
    quote text not null,
    state text not null default 'open',
    is_named bigint not null default 0,
    opened_at bigint not null,
    primary key (org_id, thread_id)
);
create index thread_author on thread (org_id, author);

create table thread_message (
    org_id text not null,
    message_id text not null,
    thread_id text not null,
    side text not null,
    body text not null,
    said_at bigint not null,
    primary key (org_id, message_id),
    foreign key (org_id, thread_id) references thread (org_id, thread_id)
);
create index thread_message_thread on thread_message (org_id, thread_id);
