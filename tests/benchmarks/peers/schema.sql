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
    select distinct p.actor_id, p.event_id,
        e.start_earliest, e.start_latest, e.end_earliest, e.end_latest
    from participation p join event e on e.id = p.event_id where p.actor_id is not null;
create index on actor_event (actor_id, event_id)
    include (start_earliest, start_latest, end_earliest, end_latest);
create index on actor_event (event_id) include (actor_id);
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

-- Who shares events with an actor: a self-join on the event, certain and possible counted apart.
create type co_participant as (slug text, label text, certain int, possible int);
create function co_participants(actor text, "from" date, "to" date)
    returns setof co_participant language sql stable as $$
    select actor.slug, actor.label, certain, possible from (
        select b.actor_id,
            count(*) filter (where a.start_latest <= day_number($3)
                and a.end_earliest >= day_number($2))::int as certain,
            count(*)::int as possible
        from actor_event a join actor_event b on b.event_id = a.event_id
        where a.actor_id = (select id from actor where slug = split_part($1, '/', 2))
            and a.start_earliest <= day_number($3) and a.end_latest >= day_number($2)
            and b.actor_id <> a.actor_id
        group by b.actor_id order by 3 desc, 2 desc, 1 limit 20
    ) top join actor on actor.id = top.actor_id order by possible desc, certain desc, actor.id
$$;

-- One level further of a search by breadth: who shares an event in the window with one of these,
-- each with one of those it was reached from.
create function next_level(level int[], seen int[], first int, last int)
    returns table (member int, came_from int) language sql stable as $$
    select distinct on (b.actor_id) b.actor_id, a.actor_id
    from unnest($1) l(id) join actor_event a on a.actor_id = l.id
        join actor_event b on b.event_id = a.event_id
    where a.start_earliest <= $4 and a.end_latest >= $3
        and not exists (select from unnest($2) s(id) where s.id = b.actor_id)
    order by b.actor_id
$$;

-- The shortest path: two searches, each time the smaller level goes on, until they meet.
create type hop as (slug text, label text, count int);
create function shortest_path(one text, two text, "from" date, "to" date, max_hops int)
    returns setof hop language plpgsql stable as $$
declare
    a int := (select id from actor where slug = split_part(one, '/', 2));
    b int := (select id from actor where slug = split_part(two, '/', 2));
    first int := day_number("from");
    last int := day_number("to");
    left_level int[] := array[a]; left_seen int[] := array[a]; left_from int[] := array[a];
    right_level int[] := array[b]; right_seen int[] := array[b]; right_from int[] := array[b];
    fresh int[]; froms int[]; met int; path int[]; at int;
begin
    if a = b then return; end if;
    for hops in 1 .. max_hops loop
        if cardinality(left_level) = 0 or cardinality(right_level) = 0 then return; end if;
        if cardinality(left_level) <= cardinality(right_level) then
            select coalesce(array_agg(member), '{}'), coalesce(array_agg(came_from), '{}')
                into fresh, froms from next_level(left_level, left_seen, first, last);
            left_level := fresh;
            left_seen := left_seen || fresh; left_from := left_from || froms;
        else
            select coalesce(array_agg(member), '{}'), coalesce(array_agg(came_from), '{}')
                into fresh, froms from next_level(right_level, right_seen, first, last);
            right_level := fresh;
            right_seen := right_seen || fresh; right_from := right_from || froms;
        end if;
        select min(id) into met from
            (select unnest(left_seen) intersect select unnest(right_seen)) both_sides(id);
        exit when met is not null;
    end loop;
    if met is null then return; end if;
    path := array[met]; at := met;
    while at <> a loop
        at := left_from[array_position(left_seen, at)]; path := at || path;
    end loop;
    at := met;
    while at <> b loop
        at := right_from[array_position(right_seen, at)]; path := path || at;
    end loop;
    return query select actor.slug, actor.label, (
            select count(*)::int from actor_event x join actor_event y on y.event_id = x.event_id
            where x.actor_id = path[n - 1] and y.actor_id = path[n]
                and x.start_earliest <= last and x.end_latest >= first)
        from generate_series(2, cardinality(path)) n join actor on actor.id = path[n] order by n;
end $$;
comment on function next_level(int[], int[], int, int) is E'@behavior -*';
analyze;
