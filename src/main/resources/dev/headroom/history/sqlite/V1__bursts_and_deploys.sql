-- Times are text in UTC with nine decimals, so that their order is the order of time. sequence is the order of arrival.
create table burst (
    sequence          integer primary key autoincrement,
    id                text    not null unique,
    target            text    not null,
    signal            text    not null,
    device            text    not null,
    started_at        text    not null,
    ended_at          text,
    duration_seconds  real,
    peak              real    not null,
    mean              real    not null,
    saturated_seconds real    not null,
    level_before      real,
    samples           integer not null,
    coarse_samples    integer not null,
    interrupted       integer not null,
    hidden            integer not null,
    coarse            text    not null,
    deploy            text,
    verdict           text    not null,
    kept_at           text    not null
);
create index burst_by_start on burst (started_at, id);
create index burst_by_deploy on burst (deploy);

-- The samples around a burst, in the form of ClipFormat.
create table clip (
    burst   text not null primary key references burst (id) on delete cascade,
    samples blob not null
);

create table deploy_report (
    sequence                  integer primary key autoincrement,
    source                    text not null,
    external_id               text not null,
    phase                     text not null,
    cluster                   text,
    namespace                 text,
    kind                      text,
    name                      text,
    app                       text,
    revision                  text,
    actor                     text,
    started_at                text not null,
    finished_at               text,
    size                      integer,
    parent_external_id        text,
    clock_uncertainty_seconds real,
    unique (source, external_id, phase)
);
create index deploy_report_by_start on deploy_report (started_at);

create table deploy (
    sequence                  integer primary key autoincrement,
    id                        text not null unique,
    source                    text not null,
    external_id               text not null,
    cluster                   text,
    namespace                 text,
    kind                      text,
    name                      text,
    app                       text,
    revision                  text,
    actor                     text,
    phase                     text not null,
    started_at                text not null,
    finished_at               text,
    size                      integer,
    parent                    text,
    clock_uncertainty_seconds real not null,
    kept_at                   text not null
);
create index deploy_by_start on deploy (started_at, id);
create index deploy_by_app on deploy (app);
create index deploy_by_source on deploy (source, external_id);

-- Written to find out whether writing works again.
create table write_check (
    id    integer primary key,
    times integer not null
);
insert into write_check values (1, 0);
