"""How is Daybook used from Python?

    import kg

    ds = kg.open(".daybook")
    for hit in ds.timeline("2019-02-01", "2019-02-28"):
        print(hit.match, hit.event.id)

`Daybook` is one snapshot: it never changes under its reader. Days are ISO or EDTF texts
everywhere; ids are slugs or whole ids.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from kg.errors import CommandError, FilterError, NotFoundError, located
from kg.export import row_pieces, write_parquet, write_rows
from kg.ingest import write_folder
from kg.model import Dataset, Event, Record, Status, When
from kg.network import INCLUDE, NETWORK_FORMATS, TIES, Prefer, TieKind
from kg.query import (
    ActorFilter,
    Clocks,
    Hit,
    Order,
    PlaceFilter,
    Qualified,
    TimelineAnswer,
    TimelineQuestion,
    View,
    Window,
    answerable,
)
from kg.query.chains import Chain, chain
from kg.query.extract import extract
from kg.query.measures import Measure, MeasureOrder, MeasureQuestion, Measures
from kg.query.neighbourhoods import Neighbourhood, neighbourhood
from kg.query.networks import network_of, write_network_of
from kg.query.paths import InTime, paths
from kg.query.paths import Path as TiePath
from kg.query.relationships import CoParticipant, co_participants
from kg.query.scene import Through
from kg.rdf import bundled_concepts
from kg.snapshot import Differences, Progress, Snapshot, chosen, open_sides, open_snapshot
from kg.snapshot import build as build_snapshot
from kg.snapshot import diff as differences
from kg.temporal import Extent, Match, Relation, extent_of

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph
    import rdflib

    from kg.api import Explanation

C = TypeVar("C", bound=StrEnum)
Span = tuple[str | None, str | None]
"""From which day, and to which; None for no bound."""
PAGE = 100
SPARQL = "sparql"  # the folder of a snapshot that holds its store


def open(path: str | Path = ".daybook", *, verify: bool = False) -> Daybook:  # noqa: A001  (the front door: kg.open)
    """The current snapshot in the data folder `path`; `verify` reads and compares every byte.

    Raises: SnapshotMissingError when nothing was built there yet; SnapshotMismatchError when
    its files are not what was written.
    """
    return Daybook(open_snapshot(Path(path), verify=verify))


def build(
    folder: str | Path, path: str | Path = ".daybook", *, recorded: str | None = None
) -> Daybook:
    """Compile the seed folder `folder` into a snapshot under `path`, and open it.

    Raises: Faults with everything that is wrong with the folder; the snapshot that was
    current stays so.
    """
    return Daybook(build_snapshot(Path(folder), Path(path), recorded=recorded))


def diff(
    before: str | Path,
    after: str | Path,
    *,
    kinds: Sequence[str] = (),
    recorded: str | None = None,
    progress: Progress | None = None,
) -> Differences:
    """What changed from `before` to `after`: seed folders, data folders or single snapshots.

    Seed folders are compiled in memory; `recorded` is as for `build`. With `kinds` only
    records of these kinds are compared, without the dataset itself.
    Raises: Faults with everything that is wrong with the seed folders; CommandError when a
    path is none of the three; NotFoundError when there is no such kind.
    """
    wanted = chosen(kinds) if kinds else ()  # before folders are read: that can take long
    sides = open_sides(Path(before), Path(after), recorded=recorded, progress=progress)
    return differences(*sides, wanted)


class Daybook:
    """One snapshot, its three faces and its tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __repr__(self) -> str:
        """Which dataset, and the beginning of its digest."""
        return f"<Daybook {self.dataset.id} {self.digest[:12]}>"

    @property
    def digest(self) -> str:
        """The sha256 that names the content."""
        return self.snapshot.digest

    @property
    def dataset(self) -> Dataset:
        """What the dataset says of itself."""
        return self.snapshot.dataset

    def view(
        self,
        *,
        as_of: str | None = None,
        known_at: str | None = None,
        reported_by: str | None = None,
    ) -> View:
        """The snapshot seen at the given clocks: states on a day, records known on a day."""
        return View(
            self.snapshot,
            Clocks(
                as_of=_last(as_of, "as_of"),
                known_at=_last(known_at, "known_at"),
                reported_by=_last(reported_by, "reported_by"),
            ),
        )

    @cached_property
    def now(self) -> View:
        """The snapshot as it is held true now."""
        return self.view()

    def get(self, identifier: str, **clocks: str | None) -> Record | None:
        """The record of that id (`event/slug`), or None; the clocks as in `view`."""
        return self.view(**clocks).get(identifier)

    def timeline(  # noqa: PLR0913  (the keys of the timeline filter, each with its own name)
        self,
        from_: str | None = None,
        to: str | None = None,
        *,
        relation: str = "OVERLAPS",
        match: str = "POSSIBLE",
        kinds: Sequence[str] = (),
        status: Sequence[str] = (),
        actors: Sequence[str] = (),
        role: Sequence[str] = (),
        include_parts: bool = False,
        offices: Sequence[str] = (),
        places: Sequence[str] = (),
        instruments: Sequence[str] = (),
        sources: Sequence[str] = (),
        part_of: Sequence[str] = (),
        text: str | None = None,
        disputed: bool | None = None,
        qualified: str = "INCLUDE",
        undated: bool = False,
        descending: bool = False,
        as_of: str | None = None,
        known_at: str | None = None,
        reported_by: str | None = None,
    ) -> Timeline:
        """The events that match, in time order. `actors` are joined by or.

        `from_` counts from its first day, `to` to its last: `timeline("2019-02", "2019-02")`
        is all of February.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        who = ActorFilter(any_of=tuple(actors), role=tuple(role), include_parts=include_parts)
        question = TimelineQuestion(
            window=_window(from_, to, relation, match),
            kinds=tuple(kinds),
            status=tuple(_code(Status, s.lower(), "status") for s in status),
            actors=who if actors or role else None,
            offices=tuple(offices),
            places=PlaceFilter(in_=tuple(places)) if places else None,
            instruments=tuple(instruments),
            sources=tuple(sources),
            part_of=tuple(part_of),
            text=text,
            disputed=disputed,
            qualified=_code(Qualified, qualified.upper(), "qualified"),
            include_undated=undated,
            order=Order.TIME_DESC if descending else Order.TIME_ASC,
        )
        view = self.view(as_of=as_of, known_at=known_at, reported_by=reported_by)
        return Timeline(view, question)

    def graphql(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """What the GraphQL endpoint would answer: `data`, and `errors` where there are any."""
        from kg.api import execute  # noqa: PLC0415  (0.4 s that only GraphQL pays)

        return execute(self.snapshot, query, variables, operation_name)

    def explain(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> Explanation:
        """What a GraphQL question costs: estimated, and counted step by step.

        Raises: QuestionError, LimitExceededError.
        """
        from kg.api import Asked, Limits, explained  # noqa: PLC0415  (as above)

        return explained(self.snapshot, Asked(query, variables, operation_name), Limits())

    def network(
        self,
        from_: str | None = None,
        to: str | None = None,
        *,
        window: str | tuple[str | None, str | None] | None = None,
        include: Iterable[str] = (),
        ties: Iterable[str] = TIES,
        simple: bool = False,
        directed: bool = False,
        **clocks: str | None,
    ) -> nx.Graph[str]:
        """Who is tied to whom, as a NetworkX graph: a MultiGraph unless `simple`.

        `include` adds `events`, `places`, `offices`, `instruments` as nodes; `ties` draws only
        some sorts of tie (`kg.network.TIES`). With a window (`from_` and `to`, or both in
        `window`: one EDTF value or two) only what may overlap it is drawn; the clocks as in
        `view`. See `kg.network.networkx_graph` for the attributes.

        The graph is drawn when its edges are looked at; until then it counts, and NetworkX's
        PageRank, cores, components and shortest lengths run on arrays.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        if window is not None:
            from_, to = (window, window) if isinstance(window, str) else window
        return network_of(
            self.view(**clocks),
            _window(from_, to, "OVERLAPS", "POSSIBLE"),
            include=include,
            ties=ties,
            simple=simple,
            directed=directed,
        )

    def measures(
        self,
        measure: str,
        from_: str | None = None,
        to: str | None = None,
        *,
        earlier: str | tuple[str | None, str | None] | None = None,
        kinds: Sequence[str] = ("actor",),
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        order: str = "VALUE",
        **clocks: str | None,
    ) -> Measures:
        """How central each record is in the network through a window, the most central first.

        `measure` is `degree`, `weighted_degree`, `pagerank`, `core` or `component`
        (`kg.query.measures` defines them). With an `earlier` window each has what it was
        `before` and its `change`, and `order="CHANGE"` puts the largest rise first. `kinds`
        other than `actor` join the network: `event`, `place`, `office`, `instrument`. `ties`
        (`kg.network.TIES`) and `roles` of participations narrow what ties.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        then = (earlier, earlier) if isinstance(earlier, str) else earlier or (None, None)
        asked = MeasureQuestion(
            measure=_code(Measure, measure.upper(), "measure"),
            window=_window(from_, to, "OVERLAPS", "POSSIBLE"),
            earlier=_window(*then, "OVERLAPS", "POSSIBLE"),
            kinds=tuple(kinds),
            ties=tuple(ties),
            roles=tuple(roles),
            order=_code(MeasureOrder, order.upper(), "order"),
        )
        return Measures(self.view(**clocks), asked)

    def co_participants(
        self,
        actor: str,
        *,
        window: Span = (None, None),
        roles: Sequence[str] = (),
        first: int = 20,
        **clocks: str | None,
    ) -> list[CoParticipant]:
        """Who took part in the same events as an actor, most shared events first.

        `window` is a pair of days, either of which may be None; the clocks as in `view`.
        """
        through = _through(window, (), roles)
        return co_participants(self.view(**clocks), actor, through, first)

    def neighbourhood(
        self,
        of: str,
        depth: int = 1,
        *,
        window: Span = (None, None),
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        **clocks: str | None,
    ) -> Neighbourhood:
        """What a record is tied to, step by step; read its `page`s, and the `ties` between them."""
        return neighbourhood(self.view(**clocks), of, depth, _through(window, ties, roles))

    def paths(  # noqa: PLR0913  (each with its own name, as in GraphQL)
        self,
        from_: str,
        to: str,
        *,
        window: Span = (None, None),
        ties: Sequence[str] = (),
        roles: Sequence[str] = (),
        max_hops: int = 6,
        first: int = 1,
        time_respecting: bool = False,
        after: str | None = None,
        by: str | None = None,
        prefer: str = "fewest-hops",
        include_undated: bool = False,
        **clocks: str | None,
    ) -> list[TiePath]:
        """How one record is connected to another: chains of ties, shortest first.

        With `time_respecting` only chains whose ties can follow one another, `after` and `by`
        days; see `kg.query.paths.paths`.
        """
        in_time = InTime(
            after=_first(after, "after"),
            by=_last(by, "by"),
            prefer=_code(Prefer, prefer.lower(), "prefer"),
            include_undated=include_undated,
        )
        return paths(
            self.view(**clocks),
            from_,
            to,
            _through(window, ties, roles),
            max_hops,
            in_time=in_time if time_respecting else None,
            first=first,
        )

    def chain(
        self, event: str, depth: int = 3, kinds: Sequence[str] = (), **clocks: str | None
    ) -> Chain | None:
        """What an event is said to respond to, and what is said to respond to it, and by whom."""
        return chain(self.view(**clocks), event, depth, kinds)

    def quads(self, **clocks: str | None) -> Iterator[Any]:
        """Every statement of the records that the clocks let through, as `kg.rdf` quads."""
        from kg.rdf import quads  # noqa: PLC0415  (loads the vocabulary)

        chosen = extract(self.snapshot, self.view(**clocks))
        return quads(chosen.dataset, chosen.records(), chosen.foreign)

    def rdf(self, **clocks: str | None) -> rdflib.Dataset:
        """The dataset as an rdflib `Dataset`, at the clocks `as_of`, `known_at`, `reported_by`."""
        from kg.store import rdflib_dataset  # noqa: PLC0415  (loads rdflib)

        return rdflib_dataset(self.quads(**clocks))

    def store(self, **clocks: str | None) -> pyoxigraph.Store:
        """The dataset in an Oxigraph store, for SPARQL; the clocks as in `view`.

        Cost: some 3 µs for each statement, unless `keep_store` has filled one before.
        """
        from kg.store import kept_store, loaded_store  # noqa: PLC0415  (loads Oxigraph)

        kept = self.snapshot.path / SPARQL
        if kept.is_dir() and not any(clocks.values()):
            return kept_store(kept)
        chosen = extract(self.snapshot, self.view(**clocks))
        return loaded_store(row_pieces("nquads", chosen))

    def keep_store(self) -> Path:
        """Fill a store on the disk, beside the tables, which `store` then opens at once.

        It goes when its snapshot goes. Cost: some 3 µs for each statement, once.
        Raises: StoreError when the disk refuses.
        """
        from kg.store import loaded_store  # noqa: PLC0415  (loads Oxigraph)

        kept = self.snapshot.path / SPARQL
        if not kept.is_dir():
            filling = kept.with_name(f"{SPARQL}.{os.getpid()}")
            loaded_store(row_pieces("nquads", extract(self.snapshot, self.now)), filling)
            filling.replace(kept)
        return kept

    def table(self, name: str) -> Any:
        """A table of the snapshot as an Arrow table (`event`, `event.participations` …).

        Raises: NotFoundError, which names the tables, when there is no such table.
        """
        tables = self.snapshot.tables
        if name not in tables.names:
            raise NotFoundError(
                f"there is no table {name!r}", hint=f"one of {', '.join(tables.names)}"
            )
        return tables.table(name)

    def export(
        self,
        form: str,
        out: BinaryIO,
        *,
        from_: str | None = None,
        to: str | None = None,
        ties: Iterable[str] | None = None,
        simple: bool = False,
        tell: Callable[[int, int], None] | None = None,
        **clocks: str | None,
    ) -> None:
        """Write the dataset, or what a window selects, as RDF or as a network.

        Formats: `turtle`, `jsonld`, `trig`, `nquads`, `graphml`, `gexf`. A window chooses the
        events that may overlap it, and all that they refer to; of a network, what may overlap
        it, and `ties` only those sorts of tie, `simple` one for each pair. `tell` is told how
        many of how many record versions are written as RDF.
        Raises: FormatError when there is no such format; FilterError for an unknown sort of tie.
        """
        window = _window(from_, to, "OVERLAPS", "POSSIBLE")
        if form in NETWORK_FORMATS:
            view = self.view(**clocks)
            sorts = ties or TIES
            write_network_of(view, form, out, window, include=INCLUDE, ties=sorts, simple=simple)
            return
        question = TimelineQuestion(window=window) if window else None
        chosen = extract(self.snapshot, self.view(**clocks), question)
        write_rows(form, chosen, out, tell)

    def save(self, folder: Path, **clocks: str | None) -> None:
        """Write the records as a seed folder: YAML that `build` reads back to the same records.

        Statements outside the vocabulary stand beside them in `foreign.nq`; concepts that come
        with Daybook are left out.
        Raises: CommandError when the folder holds anything or cannot be written.
        """
        with _new_folder(folder):
            chosen = extract(self.snapshot, self.view(**clocks))
            bundled = {concept.id: concept for concept in bundled_concepts()}
            own = [record for record in chosen.records() if bundled.get(record.id) != record]
            write_folder(folder, chosen.dataset, own)
            if chosen.foreign:
                lines = "".join(line + "\n" for line in chosen.foreign)
                (folder / "foreign.nq").write_text(lines, "utf-8", newline="\n")

    def export_parquet(self, folder: str | Path) -> None:
        """Write every table as Parquet (`event.parquet` …): all versions of all records.

        Raises: CommandError when the folder holds anything or cannot be written.
        """
        with _new_folder(Path(folder)):
            write_parquet(self.snapshot.tables, Path(folder))


@contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """A folder to write to, made when it is not there.

    Raises: CommandError when it holds anything, or when what is done in it fails on the disk.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty", hint="name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise CommandError(
            f"{folder} cannot be written: {error.strerror}", hint="choose another place"
        ) from error


class Timeline:
    """The answer to one timeline question: hits in time order, read page by page."""

    def __init__(self, view: View, question: TimelineQuestion) -> None:
        self.view = view
        self.question = question
        self.answer: TimelineAnswer = view.timeline(question)

    def __repr__(self) -> str:
        """How many hits there are."""
        return f"<Timeline of {len(self)} events>"

    def __iter__(self) -> Iterator[Hit]:
        """Every hit: the event, its cursor, and whether it matches certainly or possibly."""
        after: str | None = None
        while True:
            page = self.answer.page(first=PAGE, after=after)
            yield from page.edges
            if not page.has_next:
                return
            after = page.end_cursor

    def __len__(self) -> int:
        """How many there are, without reading them."""
        return self.answer.total()

    @property
    def events(self) -> list[Event]:
        """The events alone."""
        return [hit.event for hit in self]

    def extent(self, when: When) -> Extent:
        """The bounds of a date of one of the events."""
        return self.view.extent(when)


def _window(from_: str | None, to: str | None, relation: str, match: str) -> Window | None:
    if from_ is None and to is None:
        return None
    asked = Window(
        from_day=_first(from_, "from"),
        to_day=_last(to, "to"),
        relation=_code(Relation, relation.upper(), "relation"),
        match=_code(Match, match.upper(), "match"),
    )
    return answerable(asked)


def _through(window: Span, ties: Sequence[str], roles: Sequence[str]) -> Through:
    kinds = frozenset(_code(TieKind, tie.lower(), "ties") for tie in ties)
    asked = _window(*window, "OVERLAPS", "POSSIBLE")
    return Through(window=asked, ties=kinds or None, roles=tuple(roles))


def _first(text: str | None, argument: str) -> int | None:
    return None if text is None else _extent(text, argument).start_earliest


def _last(text: str | None, argument: str) -> int | None:
    return None if text is None else _extent(text, argument).end_latest


def _extent(text: str, argument: str) -> Extent:
    with located(field=f"{argument} {text!r}"):
        return extent_of(text)


def _code(codes: type[C], text: str, argument: str) -> C:
    try:
        return codes(text)
    except ValueError:
        raise FilterError(
            f"{argument} cannot be {text!r}",
            hint=f"one of {', '.join(codes)}",
            argument=argument,
        ) from None
