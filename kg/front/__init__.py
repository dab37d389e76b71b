"""How is Daybook used from Python?

    import kg

    ds = kg.open(".daybook")
    for hit in ds.timeline("2019-02-01", "2019-02-28"):
        print(hit.match, hit.event.id)

`Daybook` is one snapshot: it never changes under its reader. Days are ISO or EDTF texts
everywhere; ids are slugs or whole ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.front.daybook import Daybook
from kg.front.timeline import Timeline
from kg.front.words import Span
from kg.snapshot import Differences, Progress, chosen, open_sides, open_snapshot
from kg.snapshot import build as build_snapshot
from kg.snapshot import diff as differences

__all__ = ["Daybook", "Span", "Timeline", "build", "diff", "open"]


def open(path: str | Path = ".daybook", *, verify: bool = False) -> Daybook:  # noqa: A001  (the front door: kg.open)
    """The current snapshot in the data folder `path`; `verify` reads and compares every byte.

    Raises: SnapshotMissingError when nothing was built there yet; SnapshotMismatchError when
    its files are not what was written.
    """
    return Daybook(open_snapshot(Path(path), verify=verify))


def build(
    folder: str | Path, path: str | Path = ".daybook", *, recorded: str | None = None
) -> Daybook:
    """Compile the seed folder `folder` into a snapshot under `path`, and open it.

    Raises: Faults with everything that is wrong with the folder; the snapshot that was
    current stays so.
    """
    return Daybook(build_snapshot(Path(folder), Path(path), recorded=recorded))


def diff(
    before: str | Path,
    after: str | Path,
    *,
    kinds: Sequence[str] = (),
    recorded: str | None = None,
    progress: Progress | None = None,
) -> Differences:
    """What changed from `before` to `after`: seed folders, data folders or single snapshots.

    Seed folders are compiled in memory; `recorded` is as for `build`. With `kinds` only
    records of these kinds are compared, without the dataset itself.
    Raises: Faults with everything that is wrong with the seed folders; CommandError when a
    path is none of the three; NotFoundError when there is no such kind.
    """
    wanted = chosen(kinds) if kinds else ()  # before folders are read: that can take long
    sides = open_sides(Path(before), Path(after), recorded=recorded, progress=progress)
    return differences(*sides, wanted)
