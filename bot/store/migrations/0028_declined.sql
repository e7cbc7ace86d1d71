-- Whoever said "not this time", or skipped every question, hears no more of these questions.
alter table feedback_prompt add column declined_at bigint;

-- Cards promise that nobody is shown who reported an incident; the audit named the reporter until now.
update audit set actor = 'system' where action = 'incident.reported';
