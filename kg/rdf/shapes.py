"""Do the statements of these records fit the shapes?

The shapes are `schema/shapes.ttl`, checked by pyshacl without inference, imports or scripts.
Every version is checked, two versions of one record never together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from kg.errors import ConformanceError, InternalError, KgError
from kg.model import Dataset, Record
from kg.rdf.assets import asset
from kg.rdf.bundled import bundled_concepts
from kg.rdf.encode import encode_dataset, encode_in
from kg.rdf.graphs import Context
from kg.rdf.nodes import short
from kg.rdf.terms import Iri, Quad
from kg.rdf.views import rdflib_term
from kg.rdf.whole import context_of

if TYPE_CHECKING:
    import rdflib

SH: Final = "http://www.w3.org/ns/shacl#"


def validate(records: Iterable[Record], dataset: Dataset, lang: str = "en") -> list[KgError]:
    """Every finding of the shapes, with record, property and a message in `lang`.

    Bundled concepts that stand as they came are left out: the tests of the program check them.
    Cost: linear, some seconds for a thousand records; all statements in memory.
    Raises: FormatError when a record cannot be said in RDF.
    """
    context = context_of(dataset)
    found: list[KgError] = []
    ours = {concept.id: concept for concept in bundled_concepts()}
    for layer in _layers(r for r in records if ours.get(r.id) != r):
        statements = [quad for record in layer for quad in encode_in(record, context, None)]
        statements += encode_dataset(dataset, context)
        found += _findings((q for q in statements if q.g is None), context, lang)
    return found


def _layers(records: Iterable[Record]) -> Iterator[list[Record]]:
    """The current versions, then layer by layer the withdrawn ones, each record once a layer."""
    layers: list[dict[str, Record]] = [{}]
    for record in records:
        start = 0 if record.clock.withdrawn is None else 1
        for layer in layers[start:]:
            if record.id not in layer:
                layer[record.id] = record
                break
        else:
            layers.append({record.id: record})
    for layer in layers:
        if layer:
            yield list(layer.values())


def _findings(quads: Iterable[Quad], context: Context, lang: str) -> Iterator[KgError]:
    import pyshacl  # noqa: PLC0415  (dear to load; only builds need it)
    import rdflib  # noqa: PLC0415  (as pyshacl)

    data = rdflib.Graph()
    for s, p, o, _ in quads:
        data.add((rdflib_term(s), rdflib_term(p), rdflib_term(o)))
    conforms, report, _ = pyshacl.validate(
        data, shacl_graph=_shapes(), inference="none", inplace=True, do_owl_imports=False
    )
    if conforms:
        return
    if not isinstance(report, rdflib.Graph):
        raise InternalError(f"pyshacl gave no report: {report}")
    results = report.objects(None, rdflib.URIRef(f"{SH}result"))
    yield from sorted((_finding(report, one, context, lang) for one in results), key=str)


@cache
def _shapes() -> rdflib.Graph:
    """The shapes, those of properties aimed at classes by themselves.

    pyshacl looks at what lies in a node shape node by node, at what has a target at once.
    Equals: `_plain_shapes`
    """
    import rdflib  # noqa: PLC0415  (see above)

    shapes = _plain_shapes()
    inner, target = rdflib.URIRef(f"{SH}property"), rdflib.URIRef(f"{SH}targetClass")
    for shape, aim in list(shapes.subject_objects(target)):
        for one in list(shapes.objects(shape, inner)):
            shapes.remove((shape, inner, one))
            shapes.add((one, target, aim))
    return shapes


def _plain_shapes() -> rdflib.Graph:
    """The shapes as they are published."""
    import rdflib  # noqa: PLC0415  (see above)

    return rdflib.Graph().parse(data=asset("shapes.ttl"), format="turtle")


def _finding(report: rdflib.Graph, result: Any, context: Context, lang: str) -> KgError:
    import rdflib  # noqa: PLC0415  (see above)

    def one(name: str) -> Any:
        return report.value(result, rdflib.URIRef(SH + name))

    messages = list(report.objects(result, rdflib.URIRef(SH + "resultMessage")))
    wanted = [m for m in messages if getattr(m, "language", None) == lang] or messages
    focus, path, value = str(one("focusNode")), one("resultPath"), one("value")
    said = f"{wanted[0] if wanted else 'does not fit its shape'}"
    return ConformanceError(
        said if value is None or str(value) == focus else f"{said} (it is {str(value)[:80]!r})",
        hint=f"see <{focus}>",
        record=_record(focus, context),
        field=short(Iri(str(path))) if isinstance(path, rdflib.URIRef) else None,
    )


def _record(focus: str, context: Context) -> str:
    """The id of the record that a node belongs to, else its IRI."""
    iri = Iri(focus)
    while "/" in iri.value:
        if (identifier := context.identifier(iri)) is not None:
            return identifier
        iri = Iri(iri.value.rpartition("/")[0])
    return focus
