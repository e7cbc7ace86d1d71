-- What is planned lies ahead, and is little beside all that was sent: it is found without looking at that.
create index outbox_ahead on outbox (org_id, state, due_at) where state = 'planned';
-- A rehearsal asks at every step when the next gate card is due, and there are thousands of rows beside it.
create index outbox_gate on outbox (org_id, due_at) where state = 'planned' and story = 'rollout.gate';
-- The load of a week is asked for the people a slot waits for, not for everybody.
drop index outbox_week;
drop index outbox_person;
create index outbox_person on outbox (org_id, person_id, due_at);
