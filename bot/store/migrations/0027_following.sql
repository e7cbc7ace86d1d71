-- When what people named in a closed window was gathered, before which no other window opens; and how an item stood
-- when those who named it were told.
alter table feedback_window add column collected_at bigint;
update feedback_window set collected_at = closed_at where state = 'closed';
alter table open_item add column told_as text not null default '';
update open_item set told_as = state where told_at is not null;
