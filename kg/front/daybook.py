"""What can be asked of one snapshot, and written from it?"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.errors import NotFoundError
from kg.export import row_pieces, write_parquet, write_rows
from kg.front.folder import new_folder
from kg.front.onday import OnDay
from kg.front.tied import Tied
from kg.front.timeline import Timeline
from kg.front.words import code_of, window_of
from kg.ingest import write_folder
from kg.model import Status
from kg.network import INCLUDE, NETWORK_FORMATS, TIES
from kg.query import ActorFilter, Order, PlaceFilter, Qualified, TimelineQuestion
from kg.query.extract import extract
from kg.query.networks import write_network_of
from kg.rdf import bundled_concepts

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from kg.api import Explanation, Limits

SPARQL: Final = "sparql"
"""The folder of a snapshot that holds its store."""


class Daybook(Tied, OnDay):
    """One snapshot, its three faces and its tables."""

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
        during_tenure: Sequence[str] = (),
        while_in_force: Sequence[str] = (),
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

        `during_tenure`: somebody took part while holding one of these tenures; `while_in_force`:
        while one of these instruments was in force.
        `from_` counts from its first day, `to` to its last: `timeline("2019-02", "2019-02")`
        is all of February.
        Raises: FilterError, DateError naming the argument that cannot be used.
        """
        who = ActorFilter(any_of=tuple(actors), role=tuple(role), include_parts=include_parts)
        question = TimelineQuestion(
            window=window_of(from_, to, relation, match),
            kinds=tuple(kinds),
            status=tuple(code_of(Status, s.lower(), "status") for s in status),
            actors=who if actors or role else None,
            offices=tuple(offices),
            places=PlaceFilter(in_=tuple(places)) if places else None,
            instruments=tuple(instruments),
            sources=tuple(sources),
            part_of=tuple(part_of),
            during_tenure=tuple(during_tenure),
            while_in_force=tuple(while_in_force),
            text=text,
            disputed=disputed,
            qualified=code_of(Qualified, qualified.upper(), "qualified"),
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
        *,
        limits: Limits | None = None,
    ) -> dict[str, Any]:
        """What the GraphQL endpoint would answer: `data`, and `errors` where there are any.

        `limits` bound the question and the bytes of its answer, as those of a server do.
        """
        from kg.api import Asked, answered, execute  # noqa: PLC0415  (0.4 s that only GraphQL pays)

        if limits is None:
            return execute(self.snapshot, query, variables, operation_name)
        asked = Asked(query, variables, operation_name)
        found: dict[str, Any] = json.loads(answered(self.snapshot, asked, limits).text)
        return found

    def explain(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> Explanation:
        """What a GraphQL question costs: estimated, and counted step by step.

        Raises: QuestionError, LimitExceededError.
        """
        from kg.api import Asked, Limits, explained  # noqa: PLC0415  (as above)

        asked = Asked(query, variables, operation_name)
        return explained(self.snapshot, asked, limits or Limits())

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
        through = window_of(from_, to)
        if form in NETWORK_FORMATS:
            view = self.view(**clocks)
            sorts = TIES if ties is None else ties
            write_network_of(view, form, out, through, include=INCLUDE, ties=sorts, simple=simple)
            return
        question = TimelineQuestion(window=through) if through else None
        chosen = extract(self.snapshot, self.view(**clocks), question)
        write_rows(form, chosen, out, tell)

    def save(self, folder: Path, **clocks: str | None) -> None:
        """Write the records as a seed folder: YAML that `build` reads back to the same records.

        Statements outside the vocabulary stand beside them in `foreign.nq`; concepts that come
        with Daybook are left out.
        Raises: CommandError when the folder holds anything or cannot be written.
        """
        with new_folder(folder):
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
        with new_folder(Path(folder)):
            write_parquet(self.snapshot.tables, Path(folder))
