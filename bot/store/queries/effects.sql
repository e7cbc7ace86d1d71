-- name: count_answered
select w.window_key, count(*) as asked, sum(case when exists (
    select 1 from answer a where a.org_id = p.org_id and a.prompt_id = p.prompt_id and a.late = 0)
    or (p.finished_at is not null and exists (
        select 1 from window_key k where k.org_id = p.org_id and k.window_id = p.window_id)) then 1 else 0 end) as answered
from feedback_window w
join feedback_prompt p on p.org_id = w.org_id and p.window_id = w.window_id
where w.org_id = :org_id and w.program_id = :program_id and w.state = 'closed'
group by w.window_key, w.week order by w.week, w.window_key;
