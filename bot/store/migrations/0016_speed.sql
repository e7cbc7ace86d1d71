-- A rehearsal asks at every step when the next gate card is due, and there are thousands of rows beside it.
create index outbox_gate on outbox (org_id, due_at) where state = 'planned' and story = 'rollout.gate';
