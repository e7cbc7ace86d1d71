-- name: find_version
select version from zone_rules where org_id = :org_id;

-- name: use_version
insert into zone_rules (org_id, version, used_since_at) values (:org_id, :version, :used_since_at)
on conflict (org_id) do update set version = excluded.version, used_since_at = excluded.used_since_at;

-- name: list_ruled_messages
select delivery_id, kind, about, wall, zone, rule_at, due_at, not_after_at, attempts, reason from outbox
where org_id = :org_id and state = 'planned' and wall <> '' and (:person_id = '' or person_id = :person_id);

-- name: redate_message
update outbox set zone = :zone, rule_at = :rule_at, due_at = :due_at, not_before_at = :rule_at,
    not_after_at = :not_after_at, reason = :reason
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: list_ruled_prompts
select p.prompt_id, p.opens_wall, p.closes_wall, p.zone, p.opens_at, p.closes_at from feedback_prompt p
join feedback_window w on w.org_id = p.org_id and w.window_id = p.window_id
where p.org_id = :org_id and w.state = 'open' and p.opens_wall <> ''
    and (:person_id = '' or p.person_id = :person_id);

-- name: redate_prompt
update feedback_prompt set zone = :zone, opens_at = :opens_at, closes_at = :closes_at
where org_id = :org_id and prompt_id = :prompt_id;

-- name: redate_windows
update feedback_window set
    opens_at = (select min(p.opens_at) from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id),
    closes_at = (select max(p.closes_at) from feedback_prompt p
        where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id)
where org_id = :org_id and state = 'open' and exists (
    select 1 from feedback_prompt p
    where p.org_id = feedback_window.org_id and p.window_id = feedback_window.window_id);
