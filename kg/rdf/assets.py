"""Where is the vocabulary that travels with the program?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from kg.errors import NotFoundError

NAMES: Final = (
    "ontology.ttl",
    "kinds.ttl",
    "roles.ttl",
    "shapes.ttl",
    "context.jsonld",
    "schema.graphql",
    "seed.schema.json",
)
_HERE: Final = Path(__file__).resolve().parent.parent


@cache
def asset(name: str) -> bytes:
    """A file of `schema/`, from the wheel or, in a checkout, from beside the package.

    Raises: NotFoundError when there is no such file.
    """
    if name in NAMES:
        for folder in (_HERE / "_bundled" / "schema", _HERE.parent / "schema"):
            if (folder / name).is_file():
                return (folder / name).read_bytes()
    raise NotFoundError(f"there is no schema file {name!r}", hint=f"one of {', '.join(NAMES)}")
