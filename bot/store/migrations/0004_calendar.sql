-- The country or region whose public holidays a person has; empty: the program's.

alter table person add column calendar text not null default '';
