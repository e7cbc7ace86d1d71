-- name: add_word
insert into theme_word (org_id, theme, word, title, added_at) values (:org_id, :theme, :word, :title, :added_at)
on conflict (org_id, theme, word) do nothing;

-- name: drop_word
delete from theme_word where org_id = :org_id and theme = :theme and word = :word;

-- name: list_words
select * from theme_word where org_id = :org_id order by added_at, theme, word;
