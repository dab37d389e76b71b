"""What belongs to a snapshot, and is it whole?

`manifest.json` names the layout, the digest, the rows of every table, and size and sha256
of every file. It holds no time and no path of a machine: the same records give the same
bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple

from kg.columns import layout_name
from kg.errors import SegmentVersionError, SnapshotMismatchError

MANIFEST: Final = "manifest.json"
_AGAIN: Final = "run kg build again"


class FileFacts(NamedTuple):
    """What one file must be."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is made of: rows by table, files by their path below the snapshot."""

    digest: str
    dataset: str
    rows: Mapping[str, int]
    files: Mapping[str, FileFacts]
    layout: str = field(default_factory=layout_name)

    def to_bytes(self) -> bytes:
        """As JSON, sorted, a line for each value."""
        said = asdict(self) | {"files": {n: f._asdict() for n, f in self.files.items()}}
        return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"

    def build_name(self) -> str:
        """A short name of exactly this content, derived files included."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:8]


def read_manifest(content: bytes) -> Manifest:
    """The manifest in these bytes.

    Raises: SegmentVersionError for another layout, SnapshotMismatchError for broken text.
    """
    try:
        said: dict[str, Any] = json.loads(content)
        layout = said["layout"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SnapshotMismatchError(f"{MANIFEST} is broken: {error}", hint=_AGAIN) from error
    if layout != layout_name():
        raise SegmentVersionError(
            f"the snapshot has layout {layout!r}, this program reads {layout_name()}", hint=_AGAIN
        )
    try:
        files = {
            name: FileFacts(int(file["size"]), str(file["sha256"]))
            for name, file in said["files"].items()
        }
        return Manifest(str(said["digest"]), str(said["dataset"]), dict(said["rows"]), files)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SnapshotMismatchError(f"{MANIFEST} is broken: {error}", hint=_AGAIN) from error
