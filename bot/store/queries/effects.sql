-- name: count_answered
select w.window_key, count(*) as asked, (
    select count(*) from slip s
    where s.org_id = w.org_id and s.window_id = w.window_id and exists (
        select 1 from slip_answer b where b.org_id = s.org_id and b.slip_id = s.slip_id and b.late = 0)
) + sum(case when exists (
    select 1 from answer a where a.org_id = p.org_id and a.prompt_id = p.prompt_id and a.late = 0) then 1 else 0 end
) as answered
from feedback_window w
join feedback_prompt p on p.org_id = w.org_id and p.window_id = w.window_id
where w.org_id = :org_id and w.program_id = :program_id and w.state = 'closed'
group by w.org_id, w.window_id, w.window_key, w.week order by w.week, w.window_key;
