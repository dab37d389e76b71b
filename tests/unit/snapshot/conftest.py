"""A seed folder of six records, and ways to change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.snapshot import build

DATASET = """\
id: village
title: {en: A village}
base: https://village.example/
licence: CC0-1.0
languages: [en]
recorded: 2026-01-01
"""
RECORDS = """\
sources:
  - {id: paper, label: {en: The paper}, published: 2019-03-01}
evidence:
  - {id: line-one, source: paper, at: [0, 5], sha256: SHA}
concepts:
  - {id: event-kind/fair, label: {en: fair}}
actors:
  - {id: baker, type: person, label: {en: The baker}, evidence: line-one}
events:
  - {id: fair, label: {en: The fair}, kinds: [fair], time: 2019-02-05/2019-02-09, status: happened,
     evidence: line-one}
  - {id: feast, label: {en: The feast}, kinds: [fair], time: 2018, status: happened,
     evidence: line-one}
""".replace("SHA", "0" * 64)


class Seed:
    """A seed folder; `rename` makes it say something else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "dataset.yaml").write_text(DATASET)
        self.rename("The fair")

    def rename(self, fair: str) -> None:
        (self.folder / "records.yaml").write_text(RECORDS.replace("The fair", fair))

    def spoil(self) -> None:
        (self.folder / "records.yaml").write_text(RECORDS.replace("source: paper", "source: nope"))


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    return Seed(tmp_path / "seed")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which that was built once, to be copied."""
    home = tmp_path_factory.mktemp("built")
    build(Seed(home / "seed").folder, home / "data")
    return home / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
