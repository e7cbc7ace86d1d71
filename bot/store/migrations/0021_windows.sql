-- Why a prompt came later than its window opened (joined, back), and when an administrator gave more time.
alter table feedback_prompt add column came text not null default '';
alter table feedback_window add column extended_at bigint;

-- Who must answer an incident until when, and when somebody did.
alter table incident add column answer_by_at bigint;
alter table incident add column answered_at bigint;
alter table incident add column answered_by text;
