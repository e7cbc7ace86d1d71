-- name: decide
insert into nudge (org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome,
    reason, slot_on, arm, segment, considered_json)
select :org_id, nudge_id, program_id, phase_key, person_id, slot, kind, item, why_json, decided_at, outcome, reason,
    slot_on, arm, segment, considered_json
from json_to_recordset(:rows::json) as rows (
    nudge_id text, program_id text, phase_key text, person_id text, slot text, kind text, item text, why_json text,
    decided_at bigint, outcome text, reason text, slot_on text, arm text, segment text, considered_json text)
on conflict (org_id, program_id, slot, person_id) do nothing;

-- name: list_history
select person_id,
    string_agg(case when outcome not in ('lost', 'held_out') then item end, ' ') as seen,
    string_agg(case when outcome = 'held_out' then item end, ' ') as held_out,
    string_agg(case when outcome in ('not_for_me', 'not_helpful') then item end, ' ') as refused
from nudge where org_id = :org_id and person_id in (select value from json_each(:person_ids)) and outcome <> 'lost'
group by person_id;
