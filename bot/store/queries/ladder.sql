-- name: list_busy
select ordinal, case when sum(actions) >= :much then 1 else 0 end as is_much from person_week
where org_id = :org_id and tool = :tool and week_on in (select value from json_each(:weeks))
group by ordinal
having sum(actions) >= :some;
