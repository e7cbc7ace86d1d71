-- name: plan_delivery
insert into outbox (org_id, delivery_id, delivery_key, kind, person_id, platform, workspace, story, about, card_json,
    state, is_ordered, due_at, not_before_at, not_after_at, planned_at, wall, zone,
    rule_at, settled_at, reason)
select :org_id, delivery_id, delivery_key, kind, person_id, platform, workspace, story, about, card_json,
    state, is_ordered, due_at, due_at, not_after_at, planned_at, wall, zone,
    rule_at, settled_at, reason
from json_to_recordset(:rows::json) as rows (
    delivery_id text, delivery_key text, kind text, person_id text, platform text, workspace text, story text,
    about text, card_json text, state text, is_ordered bigint, due_at bigint, not_after_at bigint,
    planned_at bigint, wall text, zone text, rule_at bigint, settled_at bigint, reason text)
on conflict (org_id, delivery_key) do nothing;
