-- Times are text in UTC with nine decimals (timestamptz has six), so that their order is the order of time: hence
-- the collation. sequence is the order of arrival.
-- If not exists: the note that a script has run is committed apart from what it made, and a program may be killed between the two.
create table if not exists burst (
    sequence          bigint generated always as identity primary key,
    id                text collate "C"                    not null unique,
    target            text                                not null,
    signal            text                                not null,
    device            text                                not null,
    started_at        text collate "C"                    not null,
    ended_at          text collate "C",
    duration_seconds  double precision,
    peak              double precision                    not null,
    mean              double precision                    not null,
    saturated_seconds double precision                    not null,
    level_before      double precision,
    samples           integer                             not null,
    coarse_samples    boolean                             not null,
    interrupted       boolean                             not null,
    hidden            boolean                             not null,
    coarse            text                                not null,
    deploy            text,
    verdict           text                                not null,
    kept_at           text collate "C"                    not null
);
create index if not exists burst_by_start on burst (started_at, id);
create index if not exists burst_by_deploy on burst (deploy);

-- The samples around a burst, in the form of ClipFormat.
create table if not exists clip (
    burst   text collate "C" not null primary key references burst (id) on delete cascade,
    samples bytea            not null
);

create table if not exists deploy_report (
    sequence                  bigint generated always as identity primary key,
    source                    text                                not null,
    external_id               text collate "C"                    not null,
    phase                     text                                not null,
    cluster                   text,
    namespace                 text,
    kind                      text,
    name                      text,
    app                       text,
    revision                  text,
    actor                     text,
    started_at                text collate "C"                    not null,
    finished_at               text collate "C",
    size                      integer,
    parent_external_id        text,
    clock_uncertainty_seconds double precision,
    unique (source, external_id, phase)
);
create index if not exists deploy_report_by_start on deploy_report (started_at);

create table if not exists deploy (
    sequence                  bigint generated always as identity primary key,
    id                        text collate "C"                    not null unique,
    source                    text                                not null,
    external_id               text collate "C"                    not null,
    cluster                   text,
    namespace                 text,
    kind                      text,
    name                      text,
    app                       text,
    revision                  text,
    actor                     text,
    phase                     text                                not null,
    started_at                text collate "C"                    not null,
    finished_at               text collate "C",
    size                      integer,
    parent                    text,
    clock_uncertainty_seconds double precision                    not null,
    kept_at                   text collate "C"                    not null
);
create index if not exists deploy_by_start on deploy (started_at, id);
create index if not exists deploy_by_app on deploy (app);
create index if not exists deploy_by_source on deploy (source, external_id);

-- Written to find out whether writing works again.
create table if not exists write_check (
    id    integer primary key,
    times integer not null
);
insert into write_check values (1, 0) on conflict do nothing;
