"""How do the versions and records of a folder hang together?

Sets the clocks of all versions, and the day to which something ongoing is attested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from kg.errors import SeedError
from kg.ingest.items import Draft
from kg.ingest.report import Report
from kg.model import Clock, Dataset, Evidence, FieldType, Many, Record, Source, When, fields_of
from kg.model.extents import side
from kg.model.versions import counts
from kg.temporal import NEG_INF, extent_of, iso_day, parse_day

Key = tuple[str, int]


def clocked(
    drafts: Sequence[Draft], default_day: str | None, report: Report
) -> dict[Key, tuple[Draft, Record]]:
    """All versions with their clocks, by id and version.

    A version's day is its own, else its file's (both in the draft), else `default_day`;
    version n+1 withdraws version n on its own day unless n says otherwise.
    """
    if default_day is None:
        _dayless(drafts, report)
    by_id: dict[str, dict[int, Draft]] = defaultdict(dict)
    for draft in drafts:
        versions = by_id[draft.record.id]
        if draft.version in versions:
            _twice(draft, versions[draft.version], report)
        else:
            versions[draft.version] = draft
    done: dict[Key, tuple[Draft, Record]] = {}
    for identifier, versions in by_id.items():
        for record in _versions([versions[n] for n in sorted(versions)], default_day, report):
            done[identifier, record.clock.version] = (versions[record.clock.version], record)
    return done


def _twice(draft: Draft, other: Draft, report: Report) -> None:
    version = f" version {draft.version}" if draft.version > 1 else ""
    place = f"{other.file}:{other.trail.line}" if other.trail.line else other.file
    report.add(
        SeedError(
            f"{draft.record.id}{version} stands also in {place}",
            hint="remove one, give it another id, or mark a correction with version: "
            f"{draft.version + 1}",
        ),
        file=draft.file,
        line=draft.trail.line,
        record=draft.record.id,
    )


def _versions(drafts: Sequence[Draft], default_day: str | None, report: Report) -> list[Record]:
    done: list[Record] = []
    days = [draft.recorded or default_day for draft in drafts]
    whole = drafts[0].record.id not in report.excused  # else a version was refused before
    for place, draft in enumerate(drafts):
        recorded = days[place]
        if draft.curated and whole and draft.version != place + 1:
            _fault(
                draft,
                report,
                "version",
                f"this is version {draft.version}, but there is no version {place + 1}",
                "keep the version that is corrected, and number them 1, 2, 3 …",
            )
        if recorded is None:
            report.excuse(draft.record.id)
            continue
        withdrawn = draft.withdrawn
        if withdrawn is None and place + 1 < len(drafts):
            withdrawn = days[place + 1]
        clock = Clock(
            recorded=recorded,
            withdrawn=withdrawn,
            version=draft.version,
            reason=draft.reason,
            by=draft.by,
            repair=draft.record.clock.repair,
        )
        done.append(replace(draft.record, clock=clock))
    return done


def _dayless(drafts: Iterable[Draft], report: Report) -> None:
    """One fault for each file that has records without a day."""
    by_file: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.recorded is None:
            by_file[draft.file].append(draft)
    for without in by_file.values():
        first = without[0]
        more = f"; nor have {len(without) - 1} more of this file" if len(without) > 1 else ""
        _fault(
            first,
            report,
            "recorded",
            f"the record has no record day{more}",
            "add recorded: to the record, its file or dataset.yaml",
        )


def _fault(draft: Draft, report: Report, field: str, message: str, hint: str) -> None:
    report.add(
        SeedError(message, hint=hint),
        file=draft.file,
        line=draft.trail.at([field]),
        record=draft.record.id,
        field=field,
    )


def attested(
    records: Sequence[Record], dataset: Dataset, others: Sequence[Record] = ()
) -> list[Record]:
    """The records with `attested` filled in where something ongoing has none.

    It is the earliest day on which the source was published: the source of the first
    evidence (in canonical order) of the date itself, else of the part, else of the record.
    Where that day is not known, or lies before the start, nothing is filled in. `others` are
    only looked at, for the sources and evidence among them.
    """
    known = _Sources([*records, *others], dataset)
    return [known.dated(record, (), parse_day(record.clock.recorded)) for record in records]


class _Sources:
    """Looks up on which day the source of a locator was published."""

    def __init__(self, records: Sequence[Record], dataset: Dataset) -> None:
        self.dataset = dataset
        self.sources: dict[str, list[Source]] = defaultdict(list)
        self.passages: dict[str, Evidence] = {}
        for record in records:
            if isinstance(record, Source):
                self.sources[record.id].append(record)
            elif isinstance(record, Evidence):
                self.passages.setdefault(record.id, record)

    def dated(self, value: Any, evidence: tuple[str, ...], known_at: int) -> Any:
        """The record or part with its dates attested; `evidence` is that of what holds it."""
        evidence = getattr(value, "evidence", ()) or evidence
        if isinstance(value, When):
            return self._attested(value, evidence, known_at)
        changes: dict[str, Any] = {}
        for f in fields_of(type(value)):
            old = getattr(value, f.name)
            if f.sort is not FieldType.PART or f.part is Clock or old is None:
                continue
            if f.many is Many.MANY:
                new: Any = tuple(self.dated(one, evidence, known_at) for one in old)
            else:
                new = self.dated(old, evidence, known_at)
            if new != old:
                changes[f.name] = new
        return replace(value, **changes) if changes else value

    def _attested(self, when: When, evidence: tuple[str, ...], known_at: int) -> When:
        if not when.ongoing or when.attested is not None or when.edtf is None:
            return when
        day = self._published(evidence, known_at)
        begins = extent_of(when.edtf, hemisphere=side(self.dataset)).start_earliest
        return when if day is None or day < begins else replace(when, attested=iso_day(day))

    def _published(self, evidence: tuple[str, ...], known_at: int) -> int | None:
        passage = self.passages.get(evidence[0]) if evidence else None
        versions = self.sources.get(passage.source, []) if passage else []
        source = next((s for s in versions if counts(s.clock, known_at)), None)
        source = source or (versions[0] if versions else None)
        if source is None or source.published is None or source.published.edtf is None:
            return None
        first = extent_of(source.published.edtf, hemisphere=side(self.dataset)).start_earliest
        return first if first > NEG_INF else None
