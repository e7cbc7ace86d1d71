-- A daily total exists once: a corrected one takes the place of the first, whatever its id.
create unique index usage_signal_natural on usage_signal (org_id, source, person_id, tool, feature, day_on);

-- What still asks for an answer, per team, newest first.
create index champion_action_summary on champion_action (org_id, summary_id)
