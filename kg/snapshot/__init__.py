"""What is true right now?

`build` compiles a seed folder into a snapshot and makes it the current one, `check` does
all but write, `open_snapshot` maps the current one, `Current` follows it in a server.
"""

from kg.snapshot.build import STAGES, Progress, Summary, build, check
from kg.snapshot.manifest import Manifest
from kg.snapshot.open import Current, Snapshot, open_snapshot

__all__ = [
    "STAGES",
    "Current",
    "Manifest",
    "Progress",
    "Snapshot",
    "Summary",
    "build",
    "check",
    "open_snapshot",
]
