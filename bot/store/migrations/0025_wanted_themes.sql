-- Themes a champion looked for that no model has written yet, by the digest of what is asked; nobody's name.
create table wanted_theme (
    org_id text not null,
    asked text not null,
    locale text not null,
    wanted_at bigint not null,
    taken_at bigint,
    failed_at bigint,
    primary key (org_id, asked)
);
