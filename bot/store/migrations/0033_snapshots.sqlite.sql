-- sha256_hex is ours: every connection brings it along.
update adoption_summary set digest = sha256_hex(summary_json);
