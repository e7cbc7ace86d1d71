-- Which texts hold a token; order and ranking are ours, so no positions are kept. What is deleted leaves no trace.
create virtual table comment_words using fts5(words, org_id unindexed, tokenize = 'ascii', detail = 'none');
insert into comment_words (comment_words, rank) values ('secure-delete', 1);
