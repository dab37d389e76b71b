"""What does this seed folder hold?

The one road in: every file below the folder is read by the reader of its suffix, then
versions, references and all other rules are checked over the whole, and every fault is
raised at once.
"""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.errors import KgError, SeedError
from kg.ingest.dataset import NAME, read_dataset
from kg.ingest.items import Draft, drafts
from kg.ingest.limits import DEFAULT, ReadLimits
from kg.ingest.links import Key, attested, clocked, lines_of
from kg.ingest.records import Scope
from kg.ingest.report import Report, Suggester
from kg.ingest.seedfile import parse
from kg.model import Dataset, Record, kind_of
from kg.model.integrity import field_name, findings

_STAND_IN: Final = Dataset(id="none", base="https://example.org/", labels=())
try:
    from kg.rdf import bundled_concepts

    _BUNDLED = True
except ImportError:
    _BUNDLED = False
from kg.model import SCHEMES

_SCHEMES = tuple(f"{s}/" for s in SCHEMES if s != "topic")
_ID_LINE: Final = re.compile(r"^\s*(?:-\s*)?id:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Folder:
    """A seed folder, read and checked.

    `records` are all versions, canonical, by id and version, bundled concepts included;
    `foreign` the N-Quads lines of statements outside the vocabulary; `origins` file and
    line of each version; `warnings` what is allowed but looks wrong.
    """

    dataset: Dataset
    records: tuple[Record, ...]
    foreign: tuple[str, ...]
    origins: Mapping[Key, tuple[str, int]]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    folder: Path
    limits: ReadLimits
    report: Report
    suggester: Suggester
    lang: str = "en"
    dataset: Dataset | None = None
    drafts: list[Draft] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def scope(self, file: str) -> Scope:
        return Scope(self.report, self.suggester, self.limits, self.lang, file)


def read_folder(path: Path, *, recorded: str | None = None, limits: ReadLimits = DEFAULT) -> Folder:
    """The dataset and all record versions of the seed folder at `path`.

    `recorded` is the record day of what has none of its own nor in its file; it goes
    before the day of dataset.yaml. A file that cannot be read does not stop the reading
    of the others.

    Cost: linear in the files. Raises: Faults with every fault that was found, each with
    file, line, record and field; SeedError when there is no such folder.
    """
    if not path.is_dir():
        raise SeedError(f"there is no folder {path.name!r}", hint="name a folder with dataset.yaml")
    reading = _Reading(path, limits, Report(limits.faults), Suggester())
    files = sorted(_files(path, reading), key=lambda name: (name != NAME, name))
    for name in files:
        _READERS[Path(name).suffix.lower()](name, reading)
    report = reading.report
    if reading.dataset is None and NAME not in files:
        report.add(
            SeedError(f"there is no {NAME}", hint="add one with title, base, licence and recorded"),
            file=NAME,
        )
    dataset = reading.dataset
    done = clocked(reading.drafts, recorded or (dataset.recorded if dataset else None), report)
    records = [record for _, (_, record) in sorted(done.items())]
    if dataset is not None:
        records = attested(records, dataset)
    _integrity(records, dataset or _STAND_IN, done, reading)
    report.finish()
    if dataset is None:
        raise SeedError(f"{NAME} says nothing", file=NAME)
    return Folder(
        dataset,
        tuple(records),
        tuple(sorted(set(reading.foreign))),
        MappingProxyType(lines_of(done)),
        tuple(report.warnings),
    )


def _integrity(
    records: list[Record],
    dataset: Dataset,
    done: Mapping[Key, tuple[Draft, Record]],
    reading: _Reading,
) -> None:
    """Write down what is wrong with the whole, each fault with the line of its field."""
    report = reading.report
    names: dict[str, list[str]] = defaultdict(list)
    for record in records:
        names[kind_of(record.id)].append(record.id)
    found = findings(records, dataset, excused=report.excused, all_excused=report.all_excused)
    for record, path, error in found:
        if not _BUNDLED and str(error.where.get("unknown", "")).startswith(_SCHEMES):
            continue
        draft = done[record.id, record.clock.version][0]
        unknown = error.where.pop("unknown", None)
        if isinstance(unknown, str):
            near = reading.suggester.nearest(unknown, names[kind_of(unknown)])
            error.hint = f"did you mean {near}?" if near else error.hint
        report.add(
            error,
            file=draft.file,
            line=draft.trail.at(path),
            record=record.id,
            field=field_name(path) or None,
        )


def _files(folder: Path, reading: _Reading) -> Iterator[str]:
    """Names, relative to the folder, of the files that are read."""
    todo = [(folder, 0)]
    count = 0
    while todo:
        here, depth = todo.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                name = Path(entry.path).relative_to(folder).as_posix()
                if entry.name.startswith("."):
                    continue
                fault = None
                if entry.is_symlink():
                    fault = "is a link", "put the file itself there"
                elif entry.is_dir(follow_symlinks=False):
                    if depth < reading.limits.folders:
                        todo.append((Path(entry.path), depth + 1))
                        continue
                    fault = f"lies more than {reading.limits.folders} folders deep", "move it up"
                elif Path(entry.name).suffix.lower() not in _READERS:
                    continue
                elif not entry.is_file(follow_symlinks=False):
                    fault = "is not a regular file", "remove it"
                elif (count := count + 1) > reading.limits.files:
                    fault = f"is one of more than {reading.limits.files} files", "join some"
                if fault is None:
                    yield name
                else:
                    reading.report.all_excused = True
                    reading.report.add(SeedError(f"{name} {fault[0]}", hint=fault[1]), file=name)


def _bytes(name: str, reading: _Reading, most: int) -> bytes | None:
    """The content of a regular file of at most `most` bytes, else None after the fault."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    fault: KgError
    try:
        handle = os.open(reading.folder / name, flags)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                fault = SeedError(f"{name} is not a regular file", hint="remove it")
            else:
                data = file.read(most + 1)
                if len(data) <= most:
                    return data
                fault = SeedError(
                    f"the file is larger than {most} bytes", hint="divide it into several files"
                )
    except OSError as error:
        fault = SeedError(f"the file cannot be read: {error.strerror}", hint="look at its rights")
    reading.report.all_excused = True
    reading.report.add(fault, file=name)
    return None


def _read_yaml(name: str, reading: _Reading) -> None:
    data = _bytes(name, reading, reading.limits.file_bytes)
    if data is None:
        return
    faults: list[KgError] = []
    try:
        root = parse(data, reading.limits, faults)
    except SeedError as fault:
        faults.append(fault)
        root = None
        for slug in _ID_LINE.findall(data.decode("utf-8", "replace")):
            reading.report.excuse(slug)
    for fault in faults:
        reading.report.add(fault, file=name)
    if root is None:
        return
    if name == NAME:
        reading.dataset = read_dataset(root, reading.scope(name))
        if reading.dataset is not None:
            reading.lang = reading.dataset.languages[0]
    else:
        reading.drafts.extend(drafts(root, reading.scope(name)))


_READERS: Final[dict[str, Callable[[str, _Reading], None]]] = {
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
}
