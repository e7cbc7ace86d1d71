-- name: decide
insert into nudge (org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome,
    reason)
select :org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome, reason
from json_to_recordset(:rows::json) as rows (
    nudge_id text, program_id text, phase_key text, person_id text, slot text, kind text, item text, why_json text,
    decided_at bigint, outcome text, reason text)
on conflict (org_id, program_id, slot, person_id) do nothing;
