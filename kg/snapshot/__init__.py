"""What is true right now?

`build` compiles a seed folder into a snapshot and makes it the current one, `check` does
all but write, `open_snapshot` maps the current one, `Current` follows it in a server;
`diff` tells what changed from one side (a folder or a snapshot) to another.
"""

from kg.snapshot.build import STAGES, Progress, Summary, build, check
from kg.snapshot.diff import Differences, Entry, chosen, diff
from kg.snapshot.manifest import Manifest
from kg.snapshot.open import Current, Snapshot, open_snapshot
from kg.snapshot.sides import Side, open_sides

__all__ = [
    "STAGES",
    "Current",
    "Differences",
    "Entry",
    "Manifest",
    "Progress",
    "Side",
    "Snapshot",
    "Summary",
    "build",
    "check",
    "chosen",
    "diff",
    "open_sides",
    "open_snapshot",
]
