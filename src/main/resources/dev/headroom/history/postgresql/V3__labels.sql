-- What a person says of the verdict on a burst; leaves with the burst.
create table if not exists burst_label (
    burst       text collate "C" not null primary key references burst (id) on delete cascade,
    label       text             not null,
    blamed      text,
    note        text,
    labelled_at text collate "C" not null
);
