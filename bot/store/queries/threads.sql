-- name: open_thread
insert into thread (org_id, thread_id, champion, author, window_id, quote, is_named, opened_at)
values (:org_id, :thread_id, :champion, :author, :window_id, :quote, :is_named, :opened_at);

-- name: find_thread
select * from thread where org_id = :org_id and thread_id = :thread_id;

-- name: find_about
select * from thread where org_id = :org_id and champion = :champion and author = :author and quote = :quote;

-- name: count_opened
select count(*) as threads from thread where org_id = :org_id and champion = :champion and opened_at > :since_at;

-- name: add_message
insert into thread_message (org_id, message_id, thread_id, side, body, said_at)
values (:org_id, :message_id, :thread_id, :side, :body, :said_at);

-- name: list_messages
select message_id, side, body, said_at from thread_message
where org_id = :org_id and thread_id = :thread_id order by message_id;

-- name: close_thread
update thread set state = 'closed' where org_id = :org_id and thread_id = :thread_id and state = 'open';

-- name: reveal
update thread set is_named = 1 where org_id = :org_id and thread_id = :thread_id and is_named = 0;

-- name: list_written
select m.side, m.body, m.said_at from thread_message m
join thread t on t.org_id = m.org_id and t.thread_id = m.thread_id
where m.org_id = :org_id
    and ((t.champion = :writer and m.side = 'champion') or (t.author = :writer and m.side = 'author'))
order by m.message_id;

-- name: forget_messages_by_champion
delete from thread_message where org_id = :org_id and thread_id in (
    select thread_id from thread where org_id = :org_id and champion = :person_id);

-- name: forget_threads_by_champion
delete from thread where org_id = :org_id and champion = :person_id;

-- name: forget_messages_by_author
delete from thread_message where org_id = :org_id and thread_id in (
    select thread_id from thread where org_id = :org_id and author = :author);

-- name: forget_threads_by_author
delete from thread where org_id = :org_id and author = :author;

-- name: forget_messages_of_window
delete from thread_message where org_id = :org_id and thread_id in (
    select thread_id from thread where org_id = :org_id and window_id = :window_id);

-- name: forget_threads_of_window
delete from thread where org_id = :org_id and window_id = :window_id;

-- name: forget_deliveries_by_author
delete from outbox where org_id = :org_id and story = 'threads.message' and state not in ('sending', 'in_doubt')
    and exists (
        select 1 from thread t where t.org_id = outbox.org_id and t.author = :author
            and substr(outbox.about, 1, length(t.thread_id) + 1) = t.thread_id || '/');

-- name: forget_deliveries_of_window
delete from outbox where org_id = :org_id and story = 'threads.message' and state not in ('sending', 'in_doubt')
    and exists (
        select 1 from thread t where t.org_id = outbox.org_id and t.window_id = :window_id
            and substr(outbox.about, 1, length(t.thread_id) + 1) = t.thread_id || '/');

-- name: find_under_way
select o.delivery_id from outbox o
join thread t on t.org_id = o.org_id and substr(o.about, 1, length(t.thread_id) + 1) = t.thread_id || '/'
where o.org_id = :org_id and o.story = 'threads.message' and o.state in ('sending', 'in_doubt')
    and t.window_id = :window_id
limit 1;
