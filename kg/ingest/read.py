"""What does this seed folder hold?

The one road in: every file below the folder is read by the reader of its suffix, then
versions, references and all other rules are checked over the whole, and every fault is
raised at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.errors import SeedError
from kg.ingest.dataset import NAME
from kg.ingest.files import names_below
from kg.ingest.items import Draft
from kg.ingest.limits import DEFAULT, ReadLimits
from kg.ingest.links import Key, attested, clocked
from kg.ingest.mapping.across import Described, Held, nothing
from kg.ingest.mapping.folder import known_in, read_tables
from kg.ingest.mapping.roads import Mapped, Tell
from kg.ingest.rdffile import read_rdf
from kg.ingest.reading import RDF, READERS, Reading, draft_of, suffix_of
from kg.ingest.report import Report, Suggester
from kg.ingest.streamed import Part, Streamed, streamed
from kg.model import Actor, Clock, Concept, Dataset, Instrument, Office, Place, Record, kind_of
from kg.model.forms import form_fault
from kg.model.integrity import field_name, findings
from kg.model.references import references

_STAND_IN: Final = Dataset(id="none", base="https://example.org/", labels=(), recorded="0001-01-01")


@dataclass(frozen=True, slots=True)
class Folder:
    """A seed folder, read and checked.

    `records` are all versions, canonical, by id and version, bundled concepts included, but
    those of long RDF files: these are in `streamed`, as columns;
    `mapped` is what tables give, as columns; `foreign` the N-Quads lines of statements outside
    the vocabulary; `origins` file and line of each version that a file of the folder holds
    (line 0 in an RDF file); `warnings` what is allowed but looks wrong.
    """

    dataset: Dataset
    records: tuple[Record, ...]
    mapped: tuple[Mapped, ...]
    foreign: tuple[str, ...]
    origins: Mapping[Key, tuple[str, int]]
    warnings: tuple[str, ...]
    streamed: tuple[Part, ...] = ()


def read_folder(
    path: Path,
    *,
    recorded: str | None = None,
    strict: bool = False,
    limits: ReadLimits = DEFAULT,
    tell: Tell | None = None,
    held: Held = nothing,
) -> Folder:
    """The dataset and all record versions of the seed folder at `path`.

    `recorded` is the record day of what has none of its own nor in its file; it goes
    before the day of dataset.yaml. A file that cannot be read does not stop the reading
    of the others. Rows of a table that cannot be used are told in `mapped`; when `strict`
    they are faults. `tell` is told how far the reading of tables is; `held` tells what a
    snapshot has of them from before.

    Cost: linear in the files. Raises: Faults with every fault that was found, each with
    file, line, record and field; SeedError when there is no such folder.
    """
    if not path.is_dir():
        raise SeedError(f"there is no folder {path.name!r}", hint="name a folder with dataset.yaml")
    if recorded is not None and (fault := form_fault("day", recorded)):
        raise fault
    reading = Reading(path, limits, Report(limits.faults), Suggester(), recorded)
    report = reading.report
    names = sorted(names_below(path, READERS, limits, report), key=_turn)
    for name in names:
        READERS[suffix_of(name)](name, reading)
    if reading.dataset is None and NAME not in names:
        hint = "add one with title, base, licence and recorded"
        report.add(SeedError(f"there is no {NAME}", hint=hint), file=NAME)
    dataset = reading.dataset or _STAND_IN  # whose day keeps quiet what follows from a fault
    columns = _streamed(reading, dataset)
    done = clocked(reading.drafts, recorded or dataset.recorded, report)
    written = [record for _, (_, record) in sorted(done.items())]
    others = columns.named({name for one in written for name in references(one)})
    records = attested(written, dataset, others)
    records = sorted([*records, *_bundled(done, report)], key=lambda r: (r.id, r.clock.version))
    found = _tables(reading, dataset, records, tell or (lambda _: None), held)
    if strict:
        _refuse(found, report)
    _integrity(records, others, dataset, done, reading)
    report.finish()
    report.warnings += _unproven(done)
    return Folder(
        dataset,
        tuple(records),
        tuple(found),
        tuple(sorted(reading.foreign)),
        MappingProxyType({key: (d.file, d.trail.line) for key, (d, _) in done.items()}),
        tuple(report.warnings),
        tuple(columns.parts),
    )


def _tables(
    reading: Reading, dataset: Dataset, records: Sequence[Record], tell: Tell, held: Held
) -> list[Mapped]:
    """What the tables of the folder give; records written by hand may refer to theirs."""
    if not reading.mappings:
        return []
    ids = {record.id for record in records}
    found = read_tables(
        reading.mappings,
        reading.folder,
        dataset,
        Described.of(records),
        reading.limits,
        reading.scope,
        tell,
        held,
    )
    wanted = {name for record in records for name in references(record)} - ids
    reading.report.excused |= known_in(found, wanted)
    for one in found:
        reading.report.warnings += [f"{one.mapping.file}: {note}" for note in one.notes]
    return found


def _refuse(found: Iterable[Mapped], report: Report) -> None:
    """Rows that cannot be used, as faults."""
    for one in found:
        for reject in one.rejects:
            where = {"row": reject.row, "column": reject.column, "value": reject.value}
            hint = "correct the row, declare a repair, or build without --strict"
            cell = "" if reject.value is None else f" {reject.value!r}"
            column = "" if reject.column is None else f", {reject.column}{cell}"
            told = f"row {reject.row}{column}: {reject.reason}"
            report.add(SeedError(told, hint=hint, **where), file=one.state.file)


def _turn(name: str) -> tuple[bool, bool, str]:
    """The dataset first, then RDF, which may describe it, then the rest by name."""
    return name != NAME, suffix_of(name) not in RDF, name


def _bundled(done: Mapping[Key, tuple[Draft, Record]], report: Report) -> list[Concept]:
    """The concepts of the program that the folder does not define itself.

    An exported folder has them all, as they are: that is worth no warning.
    """
    from kg.rdf import bundled_concepts  # noqa: PLC0415  (reading RDF is dear for who only reads YAML)

    own = {record.id: record for _, record in done.values()}
    concepts = bundled_concepts()
    report.warnings += [
        f"{concept.id} replaces the bundled concept of that name"
        for concept in concepts
        if own.get(concept.id, concept) != concept
    ]
    return [concept for concept in concepts if concept.id not in own]


def _streamed(reading: Reading, dataset: Dataset) -> Streamed:
    """What long RDF files give as columns; nothing where they have to be held after all."""
    columns = streamed(reading.long.values())
    if not columns.parts:
        return columns
    versions = [replace(d.record, clock=_apparent(d)) for d in reading.drafts]
    described = Described.of([*versions, *_bundled_beside(versions)])
    if not reading.mappings and columns.whole(described, dataset):
        return columns
    for name, one in reading.long.items():
        known = {(record.id, record.clock.version) for record in one.records}
        for said in read_rdf(reading.folder, name, RDF[suffix_of(name)], dataset, reading.limits):
            more = [r for r in said.records if (r.id, r.clock.version) not in known]
            reading.drafts.extend(draft_of(record, name) for record in more)
    return streamed(())


def _apparent(draft: Draft) -> Clock:
    """The clock of a draft as far as it is known before all are."""
    return Clock(recorded="0001-01-01", version=draft.version, withdrawn=draft.withdrawn)


def _bundled_beside(own: Iterable[Record]) -> list[Concept]:
    from kg.rdf import bundled_concepts  # noqa: PLC0415  (as in _bundled)

    names = {record.id for record in own}
    return [concept for concept in bundled_concepts() if concept.id not in names]


def _integrity(
    records: list[Record],
    others: Sequence[Record],
    dataset: Dataset,
    done: Mapping[Key, tuple[Draft, Record]],
    reading: Reading,
) -> None:
    """Write down what is wrong with the whole, each fault with the line of its field.

    `others` are records that these refer to, and that were looked at before.
    """
    report = reading.report
    report.excused |= {n for one in others for n in references(one)} - {one.id for one in others}
    names: dict[str, list[str]] = defaultdict(list)
    for record in records:
        names[kind_of(record.id)].append(record.id)
    every = [*records, *others]
    found = findings(every, dataset, excused=report.excused, all_excused=report.all_excused)
    for record, path, error in found:
        unknown = error.where.pop("unknown", None)
        if isinstance(unknown, str):
            near = reading.suggester.nearest(unknown, names[kind_of(unknown)])
            error.hint = f"did you mean {near}?" if near else error.hint
        origin = done.get((record.id, record.clock.version))
        report.add(
            error,
            file=origin[0].file if origin else None,
            line=origin[0].trail.at(path) or None if origin else None,
            record=record.id,
            field=field_name(path) or None,
        )


def _unproven(done: Mapping[Key, tuple[Draft, Record]]) -> list[str]:
    """Warnings: actors, offices, places and instruments may do without evidence, but should not."""
    return [
        f"{draft.file}:{draft.trail.line}: {identifier} has no evidence"
        for (identifier, _), (draft, record) in sorted(done.items(), key=lambda item: item[0])
        if draft.curated
        and isinstance(record, Actor | Office | Place | Instrument)
        and not record.evidence
    ]
