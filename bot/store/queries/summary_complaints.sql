-- name: report
insert into summary_complaint (org_id, complaint_id, summary_id, number_key, words, reported_by, reported_at)
values (:org_id, :complaint_id, :summary_id, :number_key, :words, :reported_by, :reported_at);

-- name: find_complaint
select * from summary_complaint where org_id = :org_id and complaint_id = :complaint_id;

-- name: find_same
select * from summary_complaint
where org_id = :org_id and reported_by = :reported_by and summary_id = :summary_id and number_key = :number_key
    and words = :words and state = 'open'
order by reported_at limit 1;

-- name: answer_complaint
update summary_complaint set state = :state, answered_by = :answered_by, reason = :reason, answered_at = :answered_at
where org_id = :org_id and complaint_id = :complaint_id and state = 'open';

-- name: list_of_program
select c.*, s.team, s.week_on, s.number
from summary_complaint c
join adoption_summary s on s.org_id = c.org_id and s.summary_id = c.summary_id
where c.org_id = :org_id and s.program_id = :program_id order by c.reported_at, c.complaint_id;

-- name: list_corrected
select * from summary_complaint
where org_id = :org_id and summary_id = :summary_id and number_key = :number_key and state = 'corrected'
order by answered_at, complaint_id;

-- name: list_reported_by
select reported_at, number_key, words, state from summary_complaint
where org_id = :org_id and reported_by = :person_id order by reported_at, complaint_id;

-- name: list_answered_by
select answered_at, number_key, state, reason from summary_complaint
where org_id = :org_id and answered_by = :person_id order by answered_at, complaint_id;

-- name: forget_reporter
update summary_complaint set reported_by = null, words = '' where org_id = :org_id and reported_by = :person_id;

-- name: forget_answerer
update summary_complaint set answered_by = null where org_id = :org_id and answered_by = :person_id;
