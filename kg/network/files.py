"""How does the network leave: GraphML and GEXF?

Both are written member by member and tie by tie, so that memory does not grow with events.
What XML 1.0 cannot carry (control characters) is left out of texts.

GEXF 1.3 is dynamic, `timeformat="date"`: `start` and `end` are the hull of a date, its first and
last possible day, both inclusive; absent where there is no bound, or where the year is not one
that Gephi takes. What lies between stands in four attributes, `start_earliest`, `start_latest`,
`end_earliest`, `end_latest`, and the date as it was written in `date`. GraphML has the same
attributes under the names that the NetworkX graph has.
Source: https://gexf.net/schema.html, http://graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from kg.errors import FormatError
from kg.network.folding import Folded
from kg.network.fromrecords import TIES, Drawer, NetworkParts, Tied, drawn_of
from kg.network.fromrecords import day as iso

NETWORK_FORMATS: Final = ("graphml", "gexf")
_BLOCK: Final = 1_000  # lines written at once
_MARKED: Final = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')  # not as it is
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TIME: Final = ("date", "start", "start_latest", "end_earliest", "end")
_MEMBER: Final = ("label", "kind", "type", "kinds", *_TIME)
_TIE: Final = (
    *("key", "kind", "role", "roles_1", "roles_2", "office", "event", "event_label", "claims"),
    *_TIME,
)
# NetworkX reads parallel edges back by an attribute of its own.
_FOLDED: Final = ("weight", "kinds", "ties")
_GEXF_NAMES: Final = {"start": "start_earliest", "end": "end_latest", "key": "networkx_key"}
_GEXF_TIES: Final = ("key", *_TIE[2:])  # the kind is the edge's own
_GEXF_MEMBERS: Final = _MEMBER[1:]  # and the label the node's


def write_network(
    form: str,
    parts: NetworkParts,
    out: BinaryIO,
    *,
    include: Iterable[str] = (),
    ties: Iterable[str] = TIES,
    directed: bool = False,
) -> None:
    """Write the network of these records as GraphML or GEXF: same records, same bytes.

    Order:  of records, as `kg.network.networkx_graph` draws them.
    Cost:   of memory, the ids of all members but events.
    Raises: FormatError when `form` is neither; FilterError as `networkx_graph`.
    """
    drawer = Drawer(parts, *drawn_of(include, ties), directed=directed)
    if _checked(form) == "graphml":
        edges = (
            _graphml_edge(n, tie.one, tie.two, _TIE, tie.about | {"key": tie.key})
            for n, tie in enumerate(drawer.ties())
        )
        _write(_graphml(drawer, _TIE, edges), out)
    else:
        _write(
            _gexf(drawer, _GEXF_TIES, (_gexf_edge(n, t) for n, t in enumerate(drawer.ties()))), out
        )


def write_folded(
    form: str,
    parts: NetworkParts,
    folded: Iterable[Folded],
    out: BinaryIO,
    *,
    include: Iterable[str] = (),
) -> None:
    """Write the network with one weighed tie for each pair; `parts` are its members alone.

    In GEXF the tie has spells: the days on which one of what it stands for possibly was.
    Raises: FormatError when `form` is neither GraphML nor GEXF.
    """
    drawer = Drawer(parts, frozenset(include))
    if _checked(form) == "graphml":
        edges = (
            _graphml_edge(n, tie.one, tie.two, _FOLDED, tie.about) for n, tie in enumerate(folded)
        )
        _write(_graphml(drawer, _FOLDED, edges), out)
    else:
        _write(_gexf(drawer, _FOLDED[1:], (_spelled(n, t) for n, t in enumerate(folded))), out)


def _checked(form: str) -> str:
    if form not in NETWORK_FORMATS:
        raise FormatError(
            f"{form!r} is no format of a network", hint=f"one of {', '.join(NETWORK_FORMATS)}"
        )
    return form


def _write(lines: Iterable[str], out: BinaryIO) -> None:
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK:
            out.write(("\n".join(block) + "\n").encode())
            block.clear()
    out.write(("\n".join(block) + "\n").encode())


def _graphml(drawer: Drawer, ties: tuple[str, ...], edges: Iterable[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
        ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
    )
    for what, names in (("node", _MEMBER), ("edge", ties)):
        for name in names:
            key = f'id="{what}.{name}" for="{what}" attr.name="{name}"'
            kind = "long" if name == "weight" else "string"
            yield f'<key {key} attr.type="{kind}"/>'
    yield f'<graph edgedefault="{_direction(drawer)}">'
    for identifier, about in drawer.members():
        yield f"<node id={_quoted(identifier)}>{_data('node', _MEMBER, about)}</node>"
    yield from edges
    yield "</graph>"
    yield "</graphml>"


def _direction(drawer: Drawer) -> str:
    return "directed" if drawer.directed else "undirected"


def _graphml_edge(
    number: int, one: str, two: str, names: tuple[str, ...], about: Mapping[str, Any]
) -> str:
    ends = f"source={_quoted(one)} target={_quoted(two)}"
    return f'<edge id="e{number}" {ends}>{_data("edge", names, about)}</edge>'


def _data(what: str, names: tuple[str, ...], about: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{what}.{name}">{escape(_NO_XML.sub("", str(about[name])))}</data>'
        for name in names
        if name in about
    )


def _gexf(drawer: Drawer, ties: tuple[str, ...], edges: Iterable[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield (
        f'<graph defaultedgetype="{_direction(drawer)}" mode="dynamic" timeformat="date"'
        ' timerepresentation="interval">'
    )
    for what, names in (("node", _GEXF_MEMBERS), ("edge", ties)):
        yield f'<attributes class="{what}" mode="static">'
        for name in names:
            title = _GEXF_NAMES.get(name, name)
            yield f'<attribute id="{title}" title="{title}" type="string"/>'
        yield "</attributes>"
    yield "<nodes>"
    for identifier, about in drawer.members():
        label = _quoted(about["label"])
        inner = _attvalues(_GEXF_MEMBERS, about)
        yield f"<node id={_quoted(identifier)} label={label}{_hull(about)}>{inner}</node>"
    yield "</nodes>"
    yield "<edges>"
    yield from edges
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def _gexf_edge(number: int, tie: Tied) -> str:
    ends = f"source={_quoted(tie.one)} target={_quoted(tie.two)}"
    kind = _quoted(tie.about["kind"])
    inner = _attvalues(_GEXF_TIES, tie.about | {"key": tie.key})
    return f'<edge id="{number}" {ends} kind={kind}{_hull(tie.about)}>{inner}</edge>'


def _spelled(number: int, tie: Folded) -> str:
    ends = f"source={_quoted(tie.one)} target={_quoted(tie.two)}"
    inner = _attvalues(_FOLDED[1:], tie.about)
    hulls = [_hull({"start": iso(first), "end": iso(last)}) for first, last in tie.spells]
    if hulls and all(hulls):  # one without days that can be read is there always
        inner += f"<spells>{''.join(f'<spell{hull}/>' for hull in hulls)}</spells>"
    return f'<edge id="{number}" {ends} weight="{tie.about["weight"]}">{inner}</edge>'


def _attvalues(names: tuple[str, ...], about: Mapping[str, Any]) -> str:
    values = "".join(
        f'<attvalue for="{_GEXF_NAMES.get(name, name)}" value={_quoted(about[name])}/>'
        for name in names
        if name in about
    )
    return f"<attvalues>{values}</attvalues>"


def _hull(about: Mapping[str, str]) -> str:
    """The first and last possible day, where Gephi can read them: years from 0001 to 9999."""
    days = ((end, about[end]) for end in ("start", "end") if end in about)
    plain = ((end, day) for end, day in days if len(day) == 10 and day[4] == "-")
    return "".join(f' {end}="{day}"' for end, day in plain if day[:4] != "0000")


def _quoted(text: str) -> str:
    """A text as the value of an attribute; most need no change."""
    return f'"{text}"' if _MARKED.search(text) is None else quoteattr(_NO_XML.sub("", text))
