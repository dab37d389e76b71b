"""Which IRI has a record, a part, a graph, and which record has an IRI?

<base><kind>/<slug>                       a record; bundled concepts below `NS` instead
<record>/<segment>/<key>                  a part with a key, <record>/time one without
<record>/version/<n>                      one version of it: its clock and, when it is
                                          withdrawn, the graph in which it stands
<claim>/proposition                       the graph of what a claim says
<claim>/version/<n>/proposition           the same, of a withdrawn version
<base>dataset/<id>                        the dataset
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from kg.errors import FormatError
from kg.model import KINDS, SCHEMES, Clock, Dataset
from kg.model.ids import is_slug, kind_of
from kg.model.writing import is_iri
from kg.rdf.properties import Property
from kg.rdf.terms import Iri
from kg.rdf.vocab import NS

_VERSION: Final = re.compile(r"(.+)/version/([0-9]{1,18})")
_KINDS: Final = frozenset(KINDS)
_SCHEMES: Final = frozenset(SCHEMES)


@dataclass(frozen=True)
class Context:
    """What encoding must know beside the record: the dataset, and the bundled concepts' ids.

    Raises: FormatError when the base of the dataset cannot begin an IRI.
    """

    dataset: Dataset
    bundled: frozenset[str] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        """Check the base, which stands in every IRI."""
        if not (is_iri(self.base) and self.base[-1] in "/#?=:"):
            raise FormatError(
                f"{self.base!r} cannot be the base of a dataset",
                hint="an absolute IRI that ends in /, for example https://example.org/",
                field="base",
            )

    @property
    def base(self) -> str:
        """What all IRIs of the dataset begin with."""
        return self.dataset.base

    def record(self, identifier: str) -> Iri:
        """The IRI of a record."""
        return Iri((NS if identifier in self.bundled else self.base) + identifier)

    def identifier(self, iri: Iri) -> str | None:
        """The id of the record that has this IRI, or None.

        A bundled concept is known below the base as well, so that files that were written
        before it was bundled still mean it.
        """
        for start, kinds in ((NS, _SCHEMES), (self.base, _KINDS)):
            if iri.value.startswith(start):
                kind, _, slug = iri.value[len(start) :].partition("/")
                if kind in kinds and is_slug(slug):
                    return f"{kind}/{slug}"
        return None

    def settled(self, iri: Iri) -> Iri:
        """The IRI as encoding writes it: what lies below a bundled concept moves to `NS`."""
        if iri.value.startswith(self._moved):
            parts = iri.value[len(self.base) :].split("/", 2)
            if len(parts) > 1 and f"{parts[0]}/{parts[1]}" in self.bundled:
                return Iri(NS + "/".join(parts))
        return iri

    @cached_property
    def _moved(self) -> tuple[str, ...]:
        """What the IRIs begin with that may move to `NS`: concepts below the base."""
        kinds = {kind_of(identifier) for identifier in self.bundled}
        return () if self.base == NS else tuple(f"{self.base}{kind}/" for kind in sorted(kinds))

    def dataset_iri(self) -> Iri:
        """The IRI of the dataset itself."""
        return dataset_iri(self.base, self.dataset.id)


def dataset_iri(base: str, identifier: str) -> Iri:
    """The IRI of a dataset; its id may be any text."""
    name = quote(identifier, safe="")
    return Iri(f"{base}dataset/{name.replace('.', '%2E') if not name.strip('.') else name}")


def part_iri(owner: Iri, said: Property, part: Any) -> Iri:
    """The IRI of a part of `owner`.

    Raises: FormatError when its key cannot stand in an IRI.
    """
    key = str(part.version) if isinstance(part, Clock) else getattr(part, "key", None)
    return keyed_iri(owner, said.segment, key)


def keyed_iri(owner: Iri, segment: str, key: str | None) -> Iri:
    """The IRI below `owner` of the part with that key, or of the single part without."""
    if key is None:
        return Iri(f"{owner.value}/{segment}")
    if not is_slug(key):
        raise FormatError(
            f"the key {key!r} cannot stand in an IRI", hint="small letters a-z, digits and - . _ ~"
        )
    return Iri(f"{owner.value}/{segment}/{key}")


def key_in(iri: Iri, owner: Iri, segment: str) -> str | None:
    """The key of a part IRI below `owner`, or None when it is none."""
    start = f"{owner.value}/{segment}/"
    key = iri.value[len(start) :]
    return key if iri.value.startswith(start) and is_slug(key) else None


def version_graph(record: Iri, version: int) -> Iri:
    """The graph of a withdrawn version, which is also the IRI of its clock."""
    return Iri(f"{record.value}/version/{version}")


def versioned(graph: Iri) -> tuple[Iri, int] | None:
    """Record and number that a version graph belongs to, or None when it is another graph."""
    found = _VERSION.fullmatch(graph.value)
    return (Iri(found[1]), int(found[2])) if found else None


def proposition_graph(claim: Iri, graph: Iri | None) -> Iri:
    """The graph of what a claim says; `graph` is where the claim itself stands."""
    return Iri(f"{(graph or claim).value}/proposition")
