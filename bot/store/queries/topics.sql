-- name: turn_off
insert into topic_off (org_id, person_id, topic, off_at)
values (:org_id, :person_id, :topic, :off_at)
on conflict (org_id, person_id, topic) do nothing;

-- name: turn_on
delete from topic_off where org_id = :org_id and person_id = :person_id and topic = :topic;

-- name: list_off
select person_id, topic from topic_off where org_id = :org_id;

-- name: list_off_of_person
select topic from topic_off where org_id = :org_id and person_id = :person_id order by topic;

-- name: forget_topics
delete from topic_off where org_id = :org_id and person_id = :person_id;
