"""What does a resolver have at hand?

A `Request` lasts as long as one operation; a `Scope` is a view of the snapshot at one
setting of the clocks, which nested fields inherit by handing it on. Records are read
through the scope, in batches: a page announces its records, and the first reference
that is followed brings everything of its kind that the page refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import DocumentNode
from msgspec import Struct
from msgspec.structs import replace

from kg.api.budget import Budget
from kg.errors import IdentifierError
from kg.model import FieldType, Many, fields_of, kind_of
from kg.query import Clocks, View


class Request(Struct):
    """One operation: its snapshot, what it has used up, what it has to tell."""

    now: View
    budget: Budget
    document: DocumentNode
    snapshot_changed: bool = False
    scopes: dict[Clocks, Scope] = {}

    def at(self, clocks: Clocks) -> Scope:
        """The scope at these clocks, one for each."""
        found = self.scopes.get(clocks)
        if found is None:
            view = self.now if clocks == self.now.clocks else self.now.at(clocks)
            found = self.scopes[clocks] = Scope(self, view)
        return found

    def begin_anew(self) -> None:
        """Forget what was read and spent; the time that has passed counts on."""
        self.scopes.clear()
        self.snapshot_changed = False
        self.budget.records = 0


@dataclass(slots=True)
class Scope:
    """The records as the clocks let them be seen, read in batches."""

    request: Request
    view: View
    _announced: list[Any] = field(default_factory=list)
    _wanted: dict[str, set[str]] = field(default_factory=dict)
    _known: dict[str, Any] = field(default_factory=dict)

    def at(
        self,
        as_of: int | None = None,
        known_at: int | None = None,
        reported_by: int | None = None,
    ) -> Scope:
        """The scope with some clocks set anew; the others are inherited."""
        given = {"as_of": as_of, "known_at": known_at, "reported_by": reported_by}
        new = {name: day for name, day in given.items() if day is not None}
        return self.request.at(replace(self.view.clocks, **new)) if new else self

    @property
    def base(self) -> str:
        """What every IRI begins with."""
        return self.view.dataset.base

    def langs(self, lang: str | None) -> tuple[str, ...]:
        """The language asked for, then those of the dataset."""
        own = tuple(self.view.dataset.languages)
        return (lang, *own) if lang else own

    def keep(self, records: Iterable[Any]) -> None:
        """Note records that have been read, and that what they refer to may be asked for."""
        kept = list(records)
        self.request.budget.spend(len(kept))
        self.known(kept)

    def known(self, records: Sequence[Any]) -> None:
        """Note records that have been read and spent already."""
        for record in records:
            self._known[record.id] = record
        self._announced.extend(records)

    def want(self, identifiers: Iterable[str]) -> None:
        """Note that these records may be asked for: the first of a kind brings the others."""
        for identifier in identifiers:
            if identifier not in self._known:
                self._wanted.setdefault(kind_of(identifier), set()).add(identifier)

    def get(self, identifier: str) -> Any | None:
        """The record of that id, or None when it is not there or not visible."""
        if identifier not in self._known:
            self._fetch(kind_of(identifier), (identifier,))
        return self._known[identifier]

    def get_many(self, identifiers: Sequence[str]) -> list[Any]:
        """The records of those ids that are there, in the same order."""
        missing = [i for i in identifiers if i not in self._known]
        for kind in dict.fromkeys(map(kind_of, missing)):
            self._fetch(kind, [i for i in missing if kind_of(i) == kind])
        return [found for i in identifiers if (found := self._known[i]) is not None]

    def linking(self, claim: str) -> list[Any]:
        """The claims that have a link to a claim, by id."""
        links = self.view.find("claim.linked", [claim])
        owners = self.view.tables.column("claim.links", "owner")[links]
        return self.view.records("claim", sorted(set(self.view.seen("claim", owners).tolist())))

    def _fetch(self, kind: str, identifiers: Sequence[str]) -> None:
        """Read these records, and with them all of their kind that pages refer to."""
        announced, self._announced = self._announced, []
        for record in announced:
            for reference in references(record):
                if reference not in self._known:
                    self._wanted.setdefault(kind_of(reference), set()).add(reference)
        wanted = self._wanted.pop(kind, set())
        wanted.update(identifiers)
        batch = sorted(wanted)
        found = self.view.get_many(batch)
        self._known.update(zip(batch, found, strict=True))
        here = [record for record in found if record is not None]
        self.request.budget.spend(len(here))
        self._announced.extend(here)


def references(value: Any) -> Iterator[str]:
    """Every id in a record or part, its own included.

    Equals: kg.model.references.references, but for its own; this one runs for every page.
    """
    for name, many, part in _holders(type(value)):
        inner = getattr(value, name)
        if inner is None:
            continue
        for one in inner if many else (inner,):
            if part:
                yield from references(one)
            else:
                yield one


_HOLDERS: Final[dict[type[Any], tuple[tuple[str, bool, bool], ...]]] = {}


def _holders(cls: type[Any]) -> tuple[tuple[str, bool, bool], ...]:
    """The fields of a class in which ids may stand: name, whether a list, whether of parts."""
    if cls not in _HOLDERS:
        _HOLDERS[cls] = _read_holders(cls)
    return _HOLDERS[cls]


def _read_holders(cls: type[Any]) -> tuple[tuple[str, bool, bool], ...]:
    return tuple(
        (item.name, item.many is Many.MANY, item.sort is FieldType.PART)
        for item in fields_of(cls)
        if item.sort is FieldType.REF or (item.part is not None and _holders(item.part))
    )


def one_of(what: str, **given: Any) -> tuple[str, Any]:
    """The one argument that was given, with its name.

    Raises: IdentifierError when there is none, or more than one.
    """
    there = [(name, value) for name, value in given.items() if value is not None]
    if len(there) != 1:
        names = " or ".join(given)
        raise IdentifierError(
            f"{what} takes one of {names}; {len(there)} were given", hint=f"give {names}"
        )
    return there[0]
