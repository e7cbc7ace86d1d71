-- What was ever tried, by person: promises and rests ask for it before each message, however much is planned.
create index outbox_claimed on outbox (org_id, person_id, claimed_at) where first_attempt_at is not null;
