-- name: last_closed_window
select window_id, phase_key, week, week_on from feedback_window
where org_id = :org_id and program_id = :program_id and state = 'closed'
    and exists (
        select 1 from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id)
order by closes_at desc, window_id desc limit 1;

-- name: put_item
insert into open_item (org_id, item_id, program_id, window_id, theme, labels_json, people)
values (:org_id, :item_id, :program_id, :window_id, :theme, :labels_json, :people)
on conflict (org_id, window_id, theme) do nothing;

-- name: list_items
select * from open_item where org_id = :org_id and window_id = :window_id order by people desc, theme;

-- name: list_standing
select i.*, w.week from open_item i
join feedback_window w on w.org_id = i.org_id and w.window_id = i.window_id
where i.org_id = :org_id and i.program_id = :program_id
    and (i.window_id = :window_id or i.state in ('open', 'doing'))
order by case i.state when 'open' then 0 when 'doing' then 1 else 2 end, w.closes_at desc, i.people desc, i.theme;

-- name: list_answered_since
select * from open_item
where org_id = :org_id and program_id = :program_id and state <> 'open' and answered_at >= :since_at
order by answered_at desc, people desc, theme;

-- name: count_open
select count(*) as items from open_item where org_id = :org_id and program_id = :program_id and state = 'open';

-- name: find_item
select * from open_item where org_id = :org_id and item_id = :item_id;

-- name: answer_item
update open_item set state = :state, owner = :owner, reason = :reason, answered_by = :answered_by,
    answered_at = :answered_at
where org_id = :org_id and item_id = :item_id and state in ('open', 'doing');

-- name: plan_item
update open_item set state = 'doing', owner = :owner, reason = '', due_on = :due_on, answered_by = :answered_by,
    answered_at = :answered_at
where org_id = :org_id and item_id = :item_id;

-- name: add_step
insert into item_step (org_id, step_id, item_id, state, owner, reason, due_on, said_by, said_at)
values (:org_id, :step_id, :item_id, :state, :owner, :reason, :due_on, :said_by, :said_at);

-- name: list_steps
select state, owner, reason, due_on, said_by, said_at from item_step
where org_id = :org_id and item_id = :item_id order by step_id;

-- name: list_steps_by
select s.state, s.reason, s.due_on, s.said_at, i.labels_json from item_step s
join open_item i on i.org_id = s.org_id and i.item_id = s.item_id
where s.org_id = :org_id and s.said_by = :person_id order by s.step_id;

-- name: forget_step_names
update item_step set said_by = case when said_by = :person_id then '' else said_by end,
    owner = case when owner = :person_id then '' else owner end
where org_id = :org_id and (said_by = :person_id or owner = :person_id);

-- name: find_window
select window_id, phase_key, week, week_on from feedback_window where org_id = :org_id and window_id = :window_id;

-- name: list_untold_windows
select distinct i.window_id from open_item i
where i.org_id = :org_id and i.program_id = :program_id and i.told_at is null and not exists (
    select 1 from open_item o
    where o.org_id = i.org_id and o.window_id = i.window_id and o.state = 'open')
order by i.window_id;

-- name: mark_told
update open_item set told_at = :told_at, told_as = state where org_id = :org_id and window_id = :window_id and told_at is null;

-- name: list_ended
select * from open_item
where org_id = :org_id and program_id = :program_id and told_as = 'doing' and state in ('done', 'declined')
order by item_id;

-- name: mark_ended
update open_item set told_as = state where org_id = :org_id and item_id = :item_id;

-- name: answered_last_at
select answered_at from open_item where org_id = :org_id and item_id = :item_id;

-- name: list_tellings
select person_id, state, settled_at from outbox
where org_id = :org_id and story = 'items.told' and about = :window_id;

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
