-- Many workers write at once here: a claim keeps the pauses as it found them, a pause waits for the claims under way.

-- name: keep_pauses
select pg_advisory_xact_lock_shared(hashtext('uptake.pause'), hashtext(:org_id));

-- name: await_claims
select pg_advisory_xact_lock(hashtext('uptake.pause'), hashtext(:org_id));
