"""Which document does an id name?

Trusted documents are read when the server starts (`kg serve --documents`). Others may be
registered by clients under the hash of their text, as Apollo's clients do, and are kept
within a budget; who asks for one that is gone is told so, and sends the text again.
Source: GraphQL over HTTP, appendix on persisted documents (draft of 2026); Apollo's
        automatic persisted queries, version 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from sys import getsizeof
from typing import Any, Final

import msgspec

from kg.errors import InputError
from kg.server.shelf import Shelf

HASHED: Final = "sha256:"
ENDINGS: Final = (".graphql", ".gql")
LARGEST: Final = 16 * 1024 * 1024


class Library:
    """Documents by id. An id is found among the trusted ones first."""

    def __init__(self, trusted: Mapping[str, str], registered_bytes: int) -> None:
        self.trusted = trusted
        self._texts = frozenset(trusted.values())
        self.registered: Shelf[str, str] = Shelf(registered_bytes)

    def text(self, identifier: str) -> str | None:
        """The document with this id."""
        return self.trusted.get(identifier) or self.registered.get(identifier)

    def trusts(self, text: str) -> bool:
        """Whether this is the text of a trusted document."""
        return text in self._texts

    def register(self, identifier: str, text: str) -> None:
        """Keep a document under the hash of its text."""
        self.registered.put(identifier, text, len(identifier) + getsizeof(text))


def hashed(text: str) -> str:
    """The id of a document that is made of its text."""
    return HASHED + hashlib.sha256(text.encode()).hexdigest()


def trusted_documents(path: Path) -> dict[str, str]:
    """The documents of a file or folder, under each of their ids.

    A folder holds `.graphql` files. A file is JSON: ids and texts, as graphql-codegen and Relay
    write them, or Apollo's manifest. Every document has its hash as an id, whatever else it has.
    Raises: InputError when it cannot be read, or an id that is a hash is not that of its text.
    """
    named = _of_folder(path) if path.is_dir() else _of_file(path)
    found: dict[str, str] = {}
    for name, text in named.items():
        identifier = hashed(text)
        if name.startswith(HASHED) and name != identifier:
            raise InputError(
                f"{path}: the document under {name[:80]} has another hash",
                hint=f"its hash is {identifier}: write the file anew",
            )
        found[name] = found[identifier] = text
    return found


def _of_folder(path: Path) -> dict[str, str]:
    files = sorted(f for f in path.iterdir() if f.suffix in ENDINGS)
    if not files:
        raise InputError(f"{path} holds no documents", hint="files end in .graphql")
    return {file.stem: _read(file).decode() for file in files}


def _of_file(path: Path) -> dict[str, str]:
    hint = 'JSON is expected: {"id": "query …"}, or the manifest of Apollo'
    try:
        found: Any = msgspec.json.decode(_read(path))
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{path} cannot be read: {error}", hint=hint) from None
    if isinstance(found, dict) and isinstance(found.get("operations"), list):
        those = [one for one in found["operations"] if one]
        whole = all(isinstance(one, dict) for one in those)
        found = {one.get("id"): one.get("body") for one in those} if whole else None
    if not isinstance(found, dict) or not all(
        isinstance(part, str) for pair in found.items() for part in pair
    ):
        raise InputError(f"{path} is no list of documents", hint=hint)
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} has more than {LARGEST} bytes", hint="give a smaller file")
        text = path.read_bytes()
        text.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", hint="give UTF-8 files") from error
    return text
