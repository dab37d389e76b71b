"""How does the network leave: GraphML and GEXF?

Both are written by NetworkX; what XML 1.0 cannot carry (control characters) is left out
of texts. GEXF is dynamic: `start` and `end` are days, absent where there is no bound or
where the year is not one that `xsd:date` and Gephi take.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.errors import FormatError

if TYPE_CHECKING:
    import networkx as nx

NETWORK_FORMATS: Final = ("graphml", "gexf")


def write_network(form: str, graph: nx.Graph[str], out: BinaryIO) -> None:
    """Write `graph` as GraphML or GEXF 1.2, nodes and edges sorted: same graph, same bytes.

    Raises: FormatError when `form` is neither.
    """
    import networkx as nx  # noqa: PLC0415  (0.3 s that a timeline does not pay)

    if form not in NETWORK_FORMATS:
        raise FormatError(
            f"{form!r} is no format of a network", hint=f"one of {', '.join(NETWORK_FORMATS)}"
        )
    clean = _plain(graph, dynamic=form == "gexf")
    if form == "graphml":
        nx.write_graphml_xml(clean, out, named_key_ids=True)
        return
    clean.graph.update(mode="dynamic", timeformat="date")
    buffer = io.BytesIO()
    nx.write_gexf(clean, buffer, version="1.2draft")
    # NetworkX writes the day of writing into the head: the same network must be the same bytes.
    out.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue(), count=1))


def _plain(graph: Any, *, dynamic: bool) -> Any:
    clean = graph.__class__()
    clean.graph.update(graph.graph)
    for node, about in sorted(graph.nodes(data=True)):
        clean.add_node(_xml(node), **_attributes(about, dynamic=dynamic))
    multi = graph.is_multigraph()
    edges = graph.edges(keys=True, data=True) if multi else graph.edges(data=True)
    turned = [(*_ends(graph, one, two), *rest) for one, two, *rest in edges]
    for one, two, *rest in sorted(turned, key=lambda edge: edge[:-1]):
        key = {"key": _xml(rest[0])} if multi else {}
        clean.add_edge(_xml(one), _xml(two), **key, **_attributes(rest[-1], dynamic=dynamic))
    return clean


def _ends(graph: Any, one: str, two: str) -> tuple[str, str]:
    """The ends of an edge; NetworkX turns undirected ones as their nodes happened to come."""
    return (one, two) if graph.is_directed() or one <= two else (two, one)


def _attributes(about: dict[str, Any], *, dynamic: bool) -> dict[str, Any]:
    """Texts as XML takes them; for GEXF the names that mean something else there move."""
    found: dict[str, Any] = {}
    for name, value in about.items():
        if dynamic and name in ("start", "end") and not _four_digits(value):
            continue
        key = (
            {"type": "actor_type", "kind": "tie" if "label" not in about else "record"}.get(
                name, name
            )
            if dynamic
            else name
        )
        found[key] = _xml(value) if isinstance(value, str) else value
    return found


def _four_digits(day: str) -> bool:
    return len(day) == 10 and day[4] == "-"


def _xml(text: str) -> str:
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
