"""What does each file of a seed folder give?

Every file is read by the reader of its suffix, and what it gives is laid beside what the others
gave. A file that cannot be read is told, and does not stop the reading of the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kg.errors import Faults, KgError, SeedError
from kg.ingest.dataset import NAME, read_dataset
from kg.ingest.files import content
from kg.ingest.items import Draft, drafts
from kg.ingest.limits import ReadLimits
from kg.ingest.mapping.head import is_mapping, read_mapping
from kg.ingest.mapping.parts import TableMapping
from kg.ingest.rdffile import read_rdf, stream_rdf
from kg.ingest.records import Scope, Trail
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.ingest.streamed import Laid
from kg.model import Dataset

RDF: Final = MappingProxyType(
    {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "jsonld"}
)
_ID_LINE: Final = re.compile(
    r"^[ \t]*(?:-[ \t]*)?(?:\{[ \t]*)?id:[ \t]*[\"']?([^\s\"'#,}]+)", re.MULTILINE
)  # no two runs side by side: it must stay linear in a file of blanks


@dataclass(slots=True)
class Reading:
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
        """Where faults of a file are told, and what language its texts have."""
        lang = self.dataset.languages[0] if self.dataset else "en"
        return Scope(self.report, self.suggester, self.limits, lang, file)


def suffix_of(name: str) -> str:
    """The suffix of a file, in small letters."""
    return Path(name).suffix.lower()


def _read_yaml(name: str, reading: Reading) -> None:
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


def _read_rdf(name: str, reading: Reading) -> None:
    report = reading.report
    form = RDF[suffix_of(name)]
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
        reading.drafts.extend(draft_of(record, name) for record in said.records)
        if said.dataset is not None and reading.dataset is None:
            reading.dataset = said.dataset
        elif said.dataset not in (None, reading.dataset):
            report.warnings.append(
                f"{name}: describes the dataset otherwise; {NAME} or an earlier file is followed"
            )


def draft_of(record: Any, name: str) -> Draft:
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


READERS: Final[Mapping[str, Callable[[str, Reading], None]]] = MappingProxyType(
    {".yaml": _read_yaml, ".yml": _read_yaml, **dict.fromkeys(RDF, _read_rdf)}
)
"""Who reads a file, by its suffix."""
