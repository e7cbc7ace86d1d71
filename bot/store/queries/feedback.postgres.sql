-- name: hold_open
select window_id from feedback_window where org_id = :org_id and window_id = :window_id and state = 'open' for share;

-- name: ask
insert into feedback_prompt (org_id, prompt_id, window_id, person_id, team, opens_at, closes_at, opens_wall, closes_wall,
    zone, came)
select :org_id, prompt_id, window_id, person_id, team, opens_at, closes_at, opens_wall, closes_wall, zone, came
from json_to_recordset(:rows::json) as rows (
    prompt_id text, window_id text, person_id text, team text, opens_at bigint, closes_at bigint, opens_wall text,
    closes_wall text, zone text, came text)
on conflict (org_id, window_id, person_id) do nothing;
