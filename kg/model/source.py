"""Which document, by whom, published when?"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.clock import Clock
from kg.model.ids import ActorId, EvidenceId, Iri, Lang, Sha256, SourceId, SourceKindId
from kg.model.labels import Absence, Identifier, Label
from kg.model.time import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document, or a part of one (a reader comment, a quoted post) with `part_of`.

    `file` is the name of the text that locators count in, `sha256` of its bytes, `length`
    in code points; a part inherits them. `derived_from` are sources that it repeats: they
    and it are one origin. `mentioned` says whether it was only named in another source.
    """

    id: SourceId
    labels: tuple[Label, ...]
    aliases: tuple[Label, ...] = ()
    descriptions: tuple[Label, ...] = ()
    kinds: tuple[SourceKindId, ...] = ()
    publisher: ActorId | None = None
    authors: tuple[ActorId, ...] = ()
    published: When | None = None
    part_of: SourceId | None = None
    number: int | None = None
    mentioned: bool = False
    derived_from: tuple[SourceId, ...] = ()
    languages: tuple[Lang, ...] = ()
    file: str | None = None
    sha256: Sha256 | None = None
    length: int | None = None
    url: Iri | None = None
    licence: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    absences: tuple[Absence, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    clock: Clock
