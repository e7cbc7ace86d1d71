-- name: forget_deliveries
delete from outbox where org_id = :org_id and person_id = :person_id and kind <> 'reply';

-- name: blank_replies
update outbox set card_json = null where org_id = :org_id and person_id = :person_id and state <> 'planned';

-- name: forget_addresses
delete from address where org_id = :org_id and person_id = :person_id;

-- name: forget_preference
delete from preference where org_id = :org_id and person_id = :person_id;

-- name: forget_requests
delete from human_request where org_id = :org_id and person_id = :person_id;

-- name: forget_phases
delete from phase_member where org_id = :org_id and person_id = :person_id;

-- name: forget_groups
delete from group_member where org_id = :org_id and person_id = :person_id;

-- name: forget_volunteering
delete from volunteer where org_id = :org_id and person_id = :person_id;

-- name: forget_enrolment
delete from enrolment where org_id = :org_id and person_id = :person_id;

-- name: erase_person
update person set state = 'erased', email = 'erased:' || person_id, name = '', team = '', manager = '', calendar = '',
    attributes_json = '{}', disclosed_at = null
where org_id = :org_id and person_id = :person_id;
