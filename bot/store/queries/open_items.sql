-- name: last_closed_window
select window_id, phase_key, week, week_on from feedback_window
where org_id = :org_id and program_id = :program_id and state = 'closed'
    and exists (
        select 1 from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id)
order by closes_at desc, window_id desc limit 1;

-- name: last_closed_at
select max(closed_at) as closed_at from feedback_window
where org_id = :org_id and program_id = :program_id and state = 'closed';

-- name: put_item
insert into open_item (org_id, item_id, program_id, window_id, theme, labels_json, people)
values (:org_id, :item_id, :program_id, :window_id, :theme, :labels_json, :people)
on conflict (org_id, window_id, theme) do nothing;

-- name: list_items
select * from open_item where org_id = :org_id and window_id = :window_id order by people desc, theme;

-- name: find_item
select * from open_item where org_id = :org_id and item_id = :item_id;

-- name: answer_item
update open_item set state = :state, owner = :owner, reason = :reason, answered_by = :answered_by,
    answered_at = :answered_at
where org_id = :org_id and item_id = :item_id and state in ('open', 'doing');

-- name: list_answered_by
select labels_json, state, reason, answered_at from open_item
where org_id = :org_id and answered_by = :person_id order by answered_at;

-- name: put_override
insert into item_override (org_id, window_id, reason, opened_by, opened_at)
values (:org_id, :window_id, :reason, :opened_by, :opened_at)
on conflict (org_id, window_id) do nothing;

-- name: find_override
select reason from item_override where org_id = :org_id and window_id = :window_id;

-- name: list_overrides_of
select opened_at, reason from item_override where org_id = :org_id and opened_by = :person_id order by opened_at;
