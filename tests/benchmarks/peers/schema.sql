create table kind (id int, slug text, label text);
create table role (id int, slug text, label text);
create table actor (id int, slug text, label text);
create table place (id int, slug text, label text);
create table event (
    id int, slug text, label text, edtf text, kind_id int,
    start_earliest int, start_latest int, end_earliest int, end_latest int
);
create table participation (id int, event_id int, actor_id int, role_id int);
create table event_place (event_id int, place_id int, role text);

-- indexes
alter table kind add primary key (id), add unique (slug);
alter table role add primary key (id), add unique (slug);
alter table actor add primary key (id), add unique (slug);
alter table place add primary key (id), add unique (slug);
alter table event add primary key (id), add unique (slug),
    add foreign key (kind_id) references kind (id);
alter table participation add primary key (id),
    add foreign key (event_id) references event (id),
    add foreign key (actor_id) references actor (id),
    add foreign key (role_id) references role (id);
alter table event_place add primary key (event_id, place_id),
    add foreign key (event_id) references event (id),
    add foreign key (place_id) references place (id);
create index on participation (event_id, id);

-- Who took part in what, once each, with the bounds of the event beside it: one index answers
-- the window of an actor in the order of the timeline. The same for kinds and places.
create table actor_event as
    select distinct p.actor_id, p.event_id, e.start_earliest, e.end_latest
    from participation p join event e on e.id = p.event_id;
create index on actor_event (actor_id, event_id) include (start_earliest, end_latest);
create table kind_place_event as
    select e.kind_id, p.place_id, e.id as event_id,
        e.start_earliest, e.start_latest, e.end_earliest, e.end_latest
    from event e join event_place p on p.event_id = e.id;
create index on kind_place_event (kind_id, place_id, event_id)
    include (start_earliest, start_latest, end_earliest, end_latest);
comment on table actor_event is E'@behavior -*';
comment on table kind_place_event is E'@behavior -*';

create function day_number(day date) returns int language sql immutable
    as $$ select day - date '1970-01-01' $$;

create function actor_timeline(actor text, "from" date, "to" date) returns setof event
    language sql stable as $$
    select e.* from actor_event a join event e on e.id = a.event_id
    where a.actor_id = (select id from actor where slug = $1)
        and a.start_earliest <= day_number($3) and a.end_latest >= day_number($2)
    order by a.event_id
$$;

create function kind_timeline(kind text, place text, "from" date, "to" date)
    returns setof event language sql stable as $$
    select e.* from kind_place_event a join event e on e.id = a.event_id
    where a.kind_id = (select id from kind where slug = $1)
        and a.place_id = (select id from place where slug = $2)
        and a.start_earliest <= day_number($4) and a.end_latest >= day_number($3)
    order by a.event_id
$$;

create type bin as (start date, certain int, possible int);
create function kind_histogram(kind text, place text, "from" date, "to" date)
    returns setof bin language sql stable as $$
    with hits as materialized (
        select * from kind_place_event
        where kind_id = (select id from kind where slug = $1)
            and place_id = (select id from place where slug = $2)
            and start_earliest <= day_number($4) and end_latest >= day_number($3)
    ), months as (
        select greatest(month::date, $3) as first,
            least((month + interval '1 month')::date - 1, $4) as last
        from generate_series(date_trunc('month', $3::timestamp), $4, interval '1 month') month
    )
    select first,
        count(*) filter (where start_latest <= day_number(last)
            and end_earliest >= day_number(first))::int,
        count(hits.event_id)::int
    from months left join hits
        on start_earliest <= day_number(last) and end_latest >= day_number(first)
    group by first order by first
$$;
analyze;
