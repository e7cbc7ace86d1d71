-- name: search
select c.*, coalesce(a.value, r.body, '') as body,
    exists (select 1 from not_quoted n where n.org_id = c.org_id and n.person_id = c.person_id) as is_unquoted
from comment_words w
join comment c on c.place = w.rowid
left join answer a on a.org_id = c.org_id and a.prompt_id = c.prompt_id and a.question = c.question and a.late = c.late
left join remark r on r.org_id = c.org_id and r.remark_id = c.remark_id
where to_tsvector('simple', w.words) @@ websearch_to_tsquery('simple', :words) and w.org_id = :org_id;

-- name: find_words
select rowid from comment_words
where to_tsvector('simple', words) @@ websearch_to_tsquery('simple', :words) and rowid = :place and org_id = :org_id;
