-- name: add_word
insert into theme_word (org_id, theme, word, title, added_at) values (:org_id, :theme, :word, :title, :added_at)
on conflict (org_id, theme, word) do nothing;

-- name: drop_word
delete from theme_word where org_id = :org_id and theme = :theme and word = :word;

-- name: list_words
select * from theme_word where org_id = :org_id order by added_at, theme, word;

-- name: find_written
select themes_json from written_theme where org_id = :org_id and asked = :asked;

-- name: keep_written
insert into written_theme (org_id, asked, themes_json, made_at) values (:org_id, :asked, :themes_json, :made_at)
on conflict (org_id, asked) do nothing;

-- name: forget_written
delete from written_theme where org_id = :org_id;
