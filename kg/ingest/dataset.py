"""What does dataset.yaml say of the whole?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kg.errors import IdentifierError
from kg.ingest.records import Scope, read_fields
from kg.ingest.seedfile import Mapping, Scalar
from kg.model import Dataset, canonical
from kg.model.ids import is_slug

NAME: Final = "dataset.yaml"
_KEYS: Final = {"title": "labels", "titles": "labels"}
_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")


def read_dataset(root: Mapping, scope: Scope) -> Dataset | None:
    """The dataset that dataset.yaml describes, or None after its faults were written down.

    `id` may be left out: it is the title in the first language, made a slug.
    """
    entries = [
        (Scalar(_KEYS.get(key.text, key.text), key.line), value) for key, value in root.entries
    ]
    no_id = root.get("id") is None
    if no_id:
        entries.append((Scalar("id", root.line), Scalar("x", root.line)))
    values, trail = read_fields(Dataset, Mapping(entries, root.line), scope)
    if values is None:
        return None
    if no_id:
        values["id"] = _NO_SLUG.sub("-", values["labels"][0].text.lower()).strip("-")
    languages = values.get("languages")
    if not is_slug(values["id"]):
        scope.fault(
            IdentifierError(f"{values['id']!r} is not a slug", hint="add id: with small letters"),
            trail.at(["id"]),
            "id",
        )
        return None
    base = values["base"]
    if not base.startswith(("http://", "https://", "urn:")) or base[-1] not in "/#:":
        scope.fault(
            IdentifierError(
                f"{base!r} cannot begin an IRI", hint="for example https://example.org/graph/"
            ),
            trail.at(["base"]),
            "base",
        )
        return None
    # languages are in order of preference: the one list whose order is kept
    dataset = canonical(Dataset(**values))
    if languages:
        dataset = replace(dataset, languages=tuple(dict.fromkeys(languages)))
    return dataset
