"""What does this seed folder hold?

The one road in: every file below the folder is read by the reader of its suffix, then
versions, references and all other rules are checked over the whole, and every fault is
raised at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kg.errors import Faults, KgError, SeedError
from kg.ingest.dataset import NAME, read_dataset
from kg.ingest.files import content, names_below
from kg.ingest.items import Draft, drafts
from kg.ingest.limits import DEFAULT, ReadLimits
from kg.ingest.links import Key, attested, clocked
from kg.ingest.mapping.across import Described, Held, nothing
from kg.ingest.mapping.folder import known_in, read_tables
from kg.ingest.mapping.head import is_mapping, read_mapping
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.mapping.roads import Mapped, Tell
from kg.ingest.rdffile import read_rdf, stream_rdf
from kg.ingest.records import Scope, Trail
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.ingest.streamed import Laid, Part, Streamed, streamed
from kg.model import Actor, Clock, Concept, Dataset, Instrument, Office, Place, Record, kind_of
from kg.model.forms import form_fault
from kg.model.integrity import field_name, findings
from kg.model.references import references

RDF: Final = MappingProxyType(
    {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "jsonld"}
)
_ID_LINE: Final = re.compile(
    r"^[ \t]*(?:-[ \t]*)?(?:\{[ \t]*)?id:[ \t]*[\"']?([^\s\"'#,}]+)", re.MULTILINE
)  # no two runs side by side: it must stay linear in a file of blanks
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


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    folder: Path
    limits: ReadLimits
    report: Report
    suggester: Suggester
    recorded: str | None = None
    dataset: Dataset | None = None
    drafts: list[Draft] = field(default_factory=list)
    mappings: list[TableMapping] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    long: dict[str, Laid] = field(default_factory=dict)  # RDF files in columns

    def scope(self, file: str) -> Scope:
        lang = self.dataset.languages[0] if self.dataset else "en"
        return Scope(self.report, self.suggester, self.limits, lang, file)


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
    reading = _Reading(path, limits, Report(limits.faults), Suggester(), recorded)
    report = reading.report
    names = sorted(names_below(path, _READERS, limits, report), key=_turn)
    for name in names:
        _READERS[Path(name).suffix.lower()](name, reading)
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
    reading: _Reading, dataset: Dataset, records: Sequence[Record], tell: Tell, held: Held
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
    return name != NAME, Path(name).suffix.lower() not in RDF, name


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


def _streamed(reading: _Reading, dataset: Dataset) -> Streamed:
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
        for said in read_rdf(reading.folder, name, RDF[_suffix(name)], dataset, reading.limits):
            more = [r for r in said.records if (r.id, r.clock.version) not in known]
            reading.drafts.extend(_draft(record, name) for record in more)
    return streamed(())


def _apparent(draft: Draft) -> Clock:
    """The clock of a draft as far as it is known before all are."""
    return Clock(recorded="0001-01-01", version=draft.version, withdrawn=draft.withdrawn)


def _bundled_beside(own: Iterable[Record]) -> list[Concept]:
    from kg.rdf import bundled_concepts  # noqa: PLC0415  (as in _bundled)

    names = {record.id for record in own}
    return [concept for concept in bundled_concepts() if concept.id not in names]


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _integrity(
    records: list[Record],
    others: Sequence[Record],
    dataset: Dataset,
    done: Mapping[Key, tuple[Draft, Record]],
    reading: _Reading,
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


def _read_yaml(name: str, reading: _Reading) -> None:
    report = reading.report
    faults: list[KgError] = []
    data = b""
    root = None
    try:
        data = content(reading.folder, name, reading.limits.file_bytes)
        root = parse(data, reading.limits, faults)
    except SeedError as error:
        faults.append(error)
        report.all_excused = report.all_excused or not data
        for slug in _ID_LINE.findall(data.decode("utf-8", "replace")):
            report.excuse(slug)
    for fault in faults:
        report.add(fault, file=name)
    if name == NAME:
        reading.dataset = read_dataset(root, reading.scope(name)) if root else None
        if root is None and not faults:
            report.add(SeedError(f"{NAME} is empty", hint="add title:, base: …"), file=name)
    elif root is not None and is_mapping(root):
        default = reading.recorded or (reading.dataset.recorded if reading.dataset else None)
        mapping = read_mapping(root, reading.scope(name), default)
        if mapping is not None:
            reading.mappings.append(mapping)
        else:
            report.all_excused = True
    elif root is not None:
        reading.drafts.extend(drafts(root, reading.scope(name)))


def _read_rdf(name: str, reading: _Reading) -> None:
    report = reading.report
    form = RDF[_suffix(name)]
    try:
        long = stream_rdf(reading.folder, name, form, reading.dataset, reading.limits)
        batches = (
            [long]
            if long is not None
            else read_rdf(reading.folder, name, form, reading.dataset, reading.limits)
        )
    except KgError as error:
        report.all_excused = True
        for fault in error.faults if isinstance(error, Faults) else (error,):
            report.add(fault, file=name)
        return
    if long is not None:
        reading.long[name] = long
    for said in batches:
        report.warnings += [f"{name}: {warning}" for warning in said.warnings]
        reading.foreign.update(said.foreign)
        reading.drafts.extend(_draft(record, name) for record in said.records)
        if said.dataset is not None and reading.dataset is None:
            reading.dataset = said.dataset
        elif said.dataset not in (None, reading.dataset):
            report.warnings.append(
                f"{name}: describes the dataset otherwise; {NAME} or an earlier file is followed"
            )


def _draft(record: Any, name: str) -> Draft:
    """A version that an RDF file holds: its clock is known, its line is not."""
    return Draft(
        record=record,
        file=name,
        trail=Trail(0),
        version=record.clock.version,
        recorded=record.clock.recorded,
        withdrawn=record.clock.withdrawn,
        reason=record.clock.reason,
        by=record.clock.by,
        curated=False,
    )


_READERS: Final[Mapping[str, Callable[[str, _Reading], None]]] = MappingProxyType(
    {".yaml": _read_yaml, ".yml": _read_yaml, **dict.fromkeys(RDF, _read_rdf)}
)
