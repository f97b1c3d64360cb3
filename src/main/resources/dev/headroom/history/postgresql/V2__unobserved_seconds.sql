-- Bursts with a hole in them were not told apart before: 0 means none, or not known.
alter table burst add column if not exists unobserved_seconds double precision not null default 0;
