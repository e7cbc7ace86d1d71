create table comment_words (rowid bigint primary key, words text not null, org_id text not null);
create index comment_words_search on comment_words using gin (to_tsvector('simple', words));
