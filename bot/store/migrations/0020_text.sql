-- Where a comment stands: an answer in own words (prompt, question, late) or a remark. The words stay there alone.
-- `place` is where the index of the database keeps its words: a number made from the comment's id.
create table comment (
    org_id text not null,
    comment_id text not null,
    place bigint not null,
    person_id text not null,
    prompt_id text,
    question text not null default '',
    late bigint not null default 0,
    remark_id text,
    said_at bigint not null,
    primary key (org_id, comment_id),
    foreign key (org_id, person_id) references person (org_id, person_id)
);
create unique index comment_place on comment (place);
create index comment_person on comment (org_id, person_id);

-- Words this organisation added to a theme, or to one of its own (`title`, when no shipped theme has this key).
create table theme_word (
    org_id text not null,
    theme text not null,
    word text not null,
    title text not null default '',
    added_at bigint not null,
    primary key (org_id, theme, word)
);

-- Themes that a language model wrote and that passed every check, by the digest of what was asked.
create table written_theme (
    org_id text not null,
    asked text not null,
    themes_json text not null,
    made_at bigint not null,
    primary key (org_id, asked)
);
