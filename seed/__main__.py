"""Build the bundled folder and write it as RDF and as a network.

    python -m seed [FOLDER]

Compiles seed/data into FOLDER/.daybook (FOLDER is the current one unless named) and writes
graph.ttl, graph.jsonld and graph.graphml beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import kg
from kg.cli.terminal import bundled_seed, complain
from kg.errors import OUTCOMES, KgError

FILES = {"graph.ttl": "turtle", "graph.jsonld": "jsonld", "graph.graphml": "graphml"}


def main(target: Path) -> int:
    """Build, write, and tell what was written."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        found = kg.build(bundled_seed(), target / ".daybook")
    except KgError as error:
        complain(error)
        return OUTCOMES[error.code].exit
    for name, form in FILES.items():
        with (target / name).open("wb") as out:
            found.export(form, out)
            size = out.tell()
        sys.stdout.write(f"{name}  {size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()))
