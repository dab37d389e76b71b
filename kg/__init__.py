"""Daybook: an event timeline knowledge graph with a query API.

`kg.open(path)` opens what `kg build` wrote; see `kg.front`. Importing `kg` loads no
library: the front door is opened at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.front import Daybook, build, diff, open  # noqa: A004  (the front door is called open)

__version__ = "0.1.0"
__all__ = ["Daybook", "__version__", "build", "diff", "open"]


def networkx_backend() -> dict[str, Any]:
    """What NetworkX tells of our backend in its own documentation; see `kg.network.backend`.

    It stands here because NetworkX asks whenever it is loaded.
    """
    on_arrays = (
        *("connected_components", "core_number", "degree_centrality", "is_connected"),
        *("is_weakly_connected", "number_connected_components"),
        *("number_weakly_connected_components", "pagerank", "shortest_path_length"),
        *("single_source_shortest_path_length", "weakly_connected_components"),
    )
    return {
        "backend_name": "daybook",
        "project": "Daybook",
        "package": "kg",
        "short_summary": "Networks of an event timeline, as arrays.",
        "functions": {name: {} for name in on_arrays},
    }


def __getattr__(name: str) -> Any:
    """`kg.open`, `kg.build`, `kg.diff` and `kg.Daybook`, loaded when first asked for."""
    if name in {"Daybook", "build", "diff", "open"}:
        from kg import front  # noqa: PLC0415  (so that `import kg` loads no library)

        return getattr(front, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return __all__
