update adoption_summary set digest = encode(sha256(convert_to(summary_json, 'UTF8')), 'hex');
