-- name: list_due
select o.delivery_id, o.delivery_key, o.kind, o.person_id, o.platform, o.workspace, o.story, o.about, o.state, o.due_at,
    o.not_before_at, o.not_after_at, o.token, o.attempts, o.reason, n.slot, n.item, n.phase_key, w.window_key,
    w.phase_key as window_phase
from outbox o
left join nudge n on o.story = 'nudge.first' and n.org_id = o.org_id and n.nudge_id = o.about
left join feedback_prompt f on o.kind in ('prompt', 'reminder') and f.org_id = o.org_id and f.prompt_id = o.about
left join feedback_window w on w.org_id = f.org_id and w.window_id = f.window_id
where o.org_id = :org_id and o.state = 'planned' and o.due_at < :until_at;

-- name: settle_sent
update outbox set state = 'sent', token = 1, attempts = 1, first_attempt_at = :left_at, claimed_at = :left_at,
    settled_at = :left_at, reason = ''
where org_id = :org_id and delivery_id = :delivery_id and state = 'planned';

-- name: next_gate
select min(due_at) as due_at from outbox
where org_id = :org_id and state = 'planned' and story = 'rollout.gate';

-- name: count_decisions
select slot, outcome, reason, count(*) as decisions from nudge where org_id = :org_id group by slot, outcome, reason;

-- name: list_windows
select * from feedback_window where org_id = :org_id order by opens_at;

-- name: copy_person
insert into person (org_id, person_id, email, name, team, manager, timezone, locale, role, calendar,
    attributes_json, ordinal, state, created_at)
values (:org_id, :person_id, :email, :name, :team, :manager, :timezone, :locale, :role, :calendar,
    :attributes_json, :ordinal, :state, :created_at);

-- name: copy_preference
insert into preference (org_id, person_id, own_locale, quiet_from, quiet_until, paused_until_on, stopped_at)
values (:org_id, :person_id, :own_locale, :quiet_from, :quiet_until, :paused_until_on, :stopped_at);

-- name: copy_address
insert into address (org_id, person_id, platform, workspace, user_ref, conversation, service_url, state, seen_at)
values (:org_id, :person_id, :platform, :workspace, :user_ref, :conversation, :service_url, 'active', :seen_at)
on conflict do nothing;

-- name: list_addresses
select person_id, platform, workspace, user_ref, conversation, service_url, seen_at from address
where org_id = :org_id and state = 'active';

-- name: list_group_members
select platform, group_id, person_id from group_member where org_id = :org_id;

-- name: copy_group_member
insert into group_member (org_id, platform, group_id, person_id) values (:org_id, :platform, :group_id, :person_id);

-- name: list_volunteers
select program_id, person_id, phase_key, said_at from volunteer where org_id = :org_id;

-- name: copy_volunteer
insert into volunteer (org_id, program_id, person_id, phase_key, said_at)
values (:org_id, :program_id, :person_id, :phase_key, :said_at);
