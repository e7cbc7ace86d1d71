-- name: keep
insert into comment (org_id, comment_id, place, person_id, prompt_id, question, late, remark_id, said_at)
values (:org_id, :comment_id, :place, :person_id, :prompt_id, :question, :late, :remark_id, :said_at)
on conflict (org_id, comment_id) do update set said_at = excluded.said_at;

-- name: keep_words
insert into comment_words (rowid, words, org_id) values (:place, :words, :org_id);

-- name: drop_words
delete from comment_words where rowid = :place and org_id = :org_id;

-- name: drop
delete from comment where org_id = :org_id and comment_id = :comment_id;

-- name: list_of_person
select c.*, coalesce(a.value, r.body, '') as body,
    exists (select 1 from not_quoted n where n.org_id = c.org_id and n.person_id = c.person_id) as is_unquoted
from comment c
left join answer a on a.org_id = c.org_id and a.prompt_id = c.prompt_id and a.question = c.question and a.late = c.late
left join remark r on r.org_id = c.org_id and r.remark_id = c.remark_id
where c.org_id = :org_id and c.person_id = :person_id order by c.said_at, c.comment_id;

-- name: search
select c.*, coalesce(a.value, r.body, '') as body,
    exists (select 1 from not_quoted n where n.org_id = c.org_id and n.person_id = c.person_id) as is_unquoted
from comment_words w
join comment c on c.place = w.rowid
left join answer a on a.org_id = c.org_id and a.prompt_id = c.prompt_id and a.question = c.question and a.late = c.late
left join remark r on r.org_id = c.org_id and r.remark_id = c.remark_id
where w.comment_words match :words and w.org_id = :org_id;

-- name: list_since
select c.*, coalesce(a.value, r.body, '') as body,
    exists (select 1 from not_quoted n where n.org_id = c.org_id and n.person_id = c.person_id) as is_unquoted
from comment c
left join answer a on a.org_id = c.org_id and a.prompt_id = c.prompt_id and a.question = c.question and a.late = c.late
left join remark r on r.org_id = c.org_id and r.remark_id = c.remark_id
where c.org_id = :org_id and c.late <= :late and c.said_at >= :since_at order by c.said_at, c.comment_id;

-- name: list_unknown_remarks
select r.* from remark r where r.org_id = :org_id and not exists (
    select 1 from comment c where c.org_id = r.org_id and c.comment_id = r.remark_id);

-- name: list_windows
select window_id, frozen_json from feedback_window where org_id = :org_id;

-- name: list_unknown_answers
select a.*, p.person_id from answer a
join feedback_prompt p on p.org_id = a.org_id and p.prompt_id = a.prompt_id
where a.org_id = :org_id and p.window_id = :window_id
    and a.question in (select value from json_each(:questions)) and not exists (
        select 1 from comment c
        where c.org_id = a.org_id and c.prompt_id = a.prompt_id and c.question = a.question and c.late = a.late);

-- name: find_words
select rowid from comment_words where comment_words match :words and rowid = :place and org_id = :org_id;
