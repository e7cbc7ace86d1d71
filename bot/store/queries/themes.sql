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

-- name: want
insert into wanted_theme (org_id, asked, locale, wanted_at) values (:org_id, :asked, :locale, :wanted_at)
on conflict (org_id, asked) do update set wanted_at = excluded.wanted_at, taken_at = null, failed_at = null
where wanted_theme.failed_at is not null;

-- name: find_failed
select failed_at from wanted_theme where org_id = :org_id and asked = :asked;

-- name: list_wanted
select asked, locale from wanted_theme
where org_id = :org_id and failed_at is null and (taken_at is null or taken_at < :before_at)
order by wanted_at, asked limit 1;

-- name: take_wanted
update wanted_theme set taken_at = :taken_at
where org_id = :org_id and asked = :asked and failed_at is null and (taken_at is null or taken_at < :before_at);

-- name: fail_wanted
update wanted_theme set failed_at = :failed_at where org_id = :org_id and asked = :asked;

-- name: drop_wanted
delete from wanted_theme where org_id = :org_id and asked = :asked;
