-- name: offer
insert into tip (org_id, tip_id, author_id, credited, state, role, tool, task, locale, title, body, offered_at)
values (:org_id, :tip_id, :author_id, :credited, 'offered', :role, :tool, :task, :locale, :title, :body, :offered_at);

-- name: find_offered
select tip_id from tip where org_id = :org_id and author_id = :author_id and state = 'offered'
    and title = :title and body = :body order by offered_at limit 1;

-- name: find_tip
select * from tip where org_id = :org_id and tip_id = :tip_id;

-- name: review
update tip set state = :state, reviewed_by = :reviewed_by, reviewed_at = :reviewed_at
where org_id = :org_id and tip_id = :tip_id and state = 'offered';

-- name: list_in_state
select * from tip where org_id = :org_id and state = :state order by offered_at;

-- name: vote
insert into tip_vote (org_id, tip_key, person_id, helpful, voted_at)
values (:org_id, :tip_key, :person_id, :helpful, :voted_at)
on conflict (org_id, tip_key, person_id) do update set helpful = excluded.helpful, voted_at = excluded.voted_at;

-- name: count_votes
select tip_key, sum(helpful) as helpful, sum(1 - helpful) as not_helpful from tip_vote
where org_id = :org_id group by tip_key;

-- name: forget_votes
delete from tip_vote where org_id = :org_id and person_id = :person_id;

-- name: forget_author
update tip set author_id = null, credited = 0 where org_id = :org_id and author_id = :person_id;

-- name: credit
update tip set credited = :credited where org_id = :org_id and tip_id = :tip_id;
