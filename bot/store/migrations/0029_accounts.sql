-- An account of the people file is looked up without knowing its workspace, once for every row.
create index address_user on address (org_id, platform, user_ref);
-- A receipt is looked up by whoever holds it, and in every remark.
create index feedback_prompt_receipt on feedback_prompt (org_id, receipt);
