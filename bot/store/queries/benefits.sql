-- name: enter
insert into value_benefit (org_id, benefit_id, program_id, family, low, high, currency, from_on, to_on, basis, note,
    entered_by, entered_at)
values (:org_id, :benefit_id, :program_id, :family, :low, :high, :currency, :from_on, :to_on, :basis, :note,
    :entered_by, :entered_at);

-- name: withdraw
insert into value_withdrawal (org_id, benefit_id, reason, withdrawn_by, withdrawn_at)
select :org_id, benefit_id, :reason, :withdrawn_by, :withdrawn_at
from value_benefit where org_id = :org_id and benefit_id = :benefit_id and program_id = :program_id
on conflict (org_id, benefit_id) do nothing;

-- name: list_standing
select b.*, p.name as entered_by_name from value_benefit b
left join person p on p.org_id = b.org_id and p.person_id = b.entered_by
where b.org_id = :org_id and b.program_id = :program_id and b.entered_at <= :until_at
    and not exists (
        select 1 from value_withdrawal w
        where w.org_id = b.org_id and w.benefit_id = b.benefit_id and w.withdrawn_at <= :until_at)
order by b.entered_at, b.benefit_id;

-- name: list_entered_by
select family, low, high, currency, note, entered_at from value_benefit
where org_id = :org_id and entered_by = :person_id order by entered_at;

-- name: list_withdrawn_by
select benefit_id, reason, withdrawn_at from value_withdrawal
where org_id = :org_id and withdrawn_by = :person_id order by withdrawn_at;

-- name: forget_author
update value_benefit set entered_by = null where org_id = :org_id and entered_by = :person_id;

-- name: forget_withdrawer
update value_withdrawal set withdrawn_by = null where org_id = :org_id and withdrawn_by = :person_id;

-- name: list_weeks
select summary_id, week_on, summary_json from adoption_summary
where org_id = :org_id and program_id = :program_id and team = :team and week_on <= :until_on
order by week_on;
