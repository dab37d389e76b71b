"""What does a mapping file describe?

A mapping is a seed file whose records have cells in them, and some keys of its own that say
which table it is for. Everything that may stand in a seed file may stand here: the fields are
those of the model, in all their spellings and shorthands. Faults are written down with their
lines, as for any seed file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.errors import KgError, SeedError
from kg.ingest.items import LISTS
from kg.ingest.mapping.parts import (
    Each,
    PartTemplate,
    RecordTemplate,
    RefTemplate,
    TimeTemplate,
    Twice,
    Value,
)
from kg.ingest.mapping.template import Template, first_of, scalar, template
from kg.ingest.mapping.timing import Timing
from kg.ingest.records import Scope, spellings
from kg.ingest.seedfile import Items, Mapping, Node, Scalar
from kg.ingest.shorthands import full
from kg.ingest.values import value_of
from kg.model import SCHEMES, Field, FieldType, Many, When, fields_of, record_class
from kg.model.claim import Claim
from kg.model.evidence import Evidence

# Things that many rows speak of; what happens or is said is one row's.
_TWICE: Final = dict.fromkeys(
    ("actor", "place", "office", "source", "evidence", "concept"), Twice.MERGE
)
_OWN: Final = frozenset({"id", "each", "duplicates"})
_EACH: Final = ("columns", "column", "split", "align", "rows")


class Describer:
    """Reads the record templates of one mapping; `timing` knows how its dates are read."""

    def __init__(self, scope: Scope, timing: Timing) -> None:
        self.scope = scope
        self.timing = timing

    def lists(self, root: Mapping) -> Iterator[RecordTemplate]:
        """The templates of the lists of a file: one record of each row."""
        for key, value in root.entries:
            kind = LISTS.get(key.text)
            if kind is None:
                continue
            for item in value.values if isinstance(value, Items) else [value]:
                found = self._tried(lambda node, kind=kind: self.row_record(kind, node), item)
                if found is not None:
                    yield found

    def row_record(self, kind: str, node: Node) -> RecordTemplate:
        """A record that one row makes.

        Raises: SeedError.
        """
        fields = _mapping(node, kind)
        twice = _code(fields.get("duplicates"), Twice, _TWICE.get(kind, Twice.REJECT))
        return self._record(kind, fields, shared=twice is Twice.MERGE)

    def _record(
        self,
        kind: str,
        node: Mapping,
        *,
        shared: bool,
        inline: bool = False,
    ) -> RecordTemplate:
        cls = record_class(f"{SCHEMES[0] if kind == 'concept' else kind}/x")
        values = self._values(cls, node, kind)
        written = node.get("id")
        if written is None and cls is Evidence and isinstance(values.get("source"), RefTemplate):
            named = values["source"].id  # type: ignore[union-attr]  # just looked at
        elif written is None:
            raise SeedError(
                f"the {kind} has no id",
                hint='add id: with the columns that tell one from another, as in id: "{key}"',
                line=node.line,
            )
        else:
            named = _id(written)
        each = self._each(node.get("each"))
        part = PartTemplate(cls=cls, values=values, line=node.line)
        return RecordTemplate(
            kind=kind, id=named, part=part, shared=shared, inline=inline, each=each, line=node.line
        )

    def _values(self, cls: type[Any], node: Mapping, kind: str = "") -> dict[str, Value]:
        known = spellings(cls)
        values: dict[str, Value] = {}
        for key, value in node.entries:
            if key.text in _OWN and (kind or key.text == "each"):
                continue
            field = known.get(key.text)
            if field is None:
                near = self.scope.suggester.nearest(key.text, known)
                hint = f"did you mean {near}?" if near else f"one of {', '.join(sorted(known))}"
                fault = SeedError(f"{cls.__name__} has no field {key.text!r}", hint=hint)
                self.scope.fault(fault, key.line, key.text)
            elif field.name in values:
                fault = SeedError(f"{key.text} stands twice", hint="write it once, as a list")
                self.scope.fault(fault, key.line, key.text)
            else:
                made = self._tried(lambda n, f=field: self._value(f, n, kind), value)
                if made is not None and made != ():
                    values[field.name] = made
        missing = [
            f.name
            for f in fields_of(cls)
            if f.required and f.name not in values and f.name not in ("id", "key", "clock")
        ]
        if missing and cls is not Evidence:
            missing = [name for name in missing if name not in _defaults(cls)]
        for name in missing:
            fault = SeedError(f"{name} is missing", hint=f"add {name}:")
            self.scope.fault(fault, node.line, name)
        return values

    def _value(self, field: Field, node: Node, kind: str) -> Value:
        if field.part is When:
            return self._time(node)
        if field.sort is FieldType.PART:
            items = [p for one in _items(node, field) for p in self._parts(field, one)]
            return tuple(items) if field.many is Many.MANY else items[0]
        if field.sort is FieldType.REF:
            refs = [self._ref(field, one, kind) for one in _items(node, field)]
            return tuple(refs) if field.many is Many.MANY else refs[0]
        texts = [self._text(field, scalar(one)) for one in _items(node, field)]
        return tuple(texts) if field.many is Many.MANY else texts[0]

    def _time(self, node: Node) -> TimeTemplate:
        return self.timing.read(node)

    def _parts(self, field: Field, node: Node) -> list[PartTemplate]:
        assert field.part is not None  # noqa: S101  (a part field has its class by construction)
        each = self._each(node.get("each")) if isinstance(node, Mapping) else None
        if isinstance(node, Mapping):
            node = Mapping([e for e in node.entries if e[0].text != "each"], node.line)
        parts = []
        for form in full(field.part, node, self.scope.lang):
            fields = _mapping(form, field.name)
            values = self._values(field.part, fields)
            parts.append(PartTemplate(cls=field.part, values=values, each=each, line=form.line))
        if field.many is not Many.MANY and (len(parts) != 1 or each):
            raise SeedError(f"{field.name} holds one value", line=node.line)
        return parts

    def _text(self, field: Field, node: Scalar) -> Template:
        made = template(node.text, node.line)
        if made.constant and not (field.name == "value" and field.sort is FieldType.REAL):
            value_of(field, made.pieces[0], None, self.scope.suggester)
        return made

    def _ref(self, field: Field, node: Node, kind: str) -> RefTemplate:
        target = field.kinds[0] if len(field.kinds) == 1 else None
        if target is None and kind in field.kinds and kind in SCHEMES:
            target = kind  # a concept refers to its own scheme
        if isinstance(node, Scalar):
            made = template(node.text, node.line)
            if target is None and "/" not in made.pieces[0]:
                raise SeedError(
                    f"{node.text!r} does not say of which kind it is",
                    hint=f"write kind/… first: {', '.join(field.kinds[:6])} …",
                    line=node.line,
                )
            if made.constant:
                value_of(field, made.pieces[0], kind, self.scope.suggester)
            return RefTemplate(kind=target, id=made, line=node.line)
        inner = _mapping(node, field.name)
        each = self._each(inner.get("each"))
        rest = [entry for entry in inner.entries if entry[0].text != "each"]
        if target is None:
            if len(rest) != 1 or rest[0][0].text not in field.kinds:
                raise SeedError(
                    f"{field.name} does not say of which kind it is",
                    hint="write it as {actor: {id: …}}, with the kind before",
                    line=node.line,
                )
            target, inner = rest[0][0].text, _mapping(rest[0][1], rest[0][0].text)
            rest = list(inner.entries)
        if [key.text for key, _ in rest] == ["id"]:
            made = _id(rest[0][1])
            return RefTemplate(kind=target, id=made, each=each, line=node.line)
        record = self._record(target, Mapping(rest, inner.line), shared=True, inline=True)
        return RefTemplate(kind=target, id=record.id, record=record, each=each, line=node.line)

    def _each(self, node: Node | None) -> Each | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            if node.text in self.timing.related:
                return Each(related=node.text, line=node.line)
            return Each(columns=(node.text,), line=node.line)
        if isinstance(node, Items):
            return Each(columns=tuple(scalar(one).text for one in node.values), line=node.line)
        for key, _ in node.entries:
            if key.text not in _EACH:
                raise SeedError(
                    f"each has no field {key.text!r}", hint=", ".join(_EACH), line=key.line
                )
        if (related := node.get("rows")) is None:
            return self._items_of(node)
        if (name := scalar(related).text) not in self.timing.related:
            raise SeedError(
                f"there is no table {name!r} under with:", hint="add it", line=related.line
            )
        return Each(related=name, line=node.line)

    @staticmethod
    def _items_of(node: Mapping) -> Each:
        """The items of cells that are lists, or are cut."""
        split, align = node.get("split"), node.get("align")
        columns = node.get("columns") or node.get("column")
        if columns is None:
            raise SeedError("each has no columns", hint="add columns:", line=node.line)
        if align is not None and scalar(align).text != "left":
            raise SeedError("lists can be aligned left only", hint="align: left", line=align.line)
        names = columns.values if isinstance(columns, Items) else [columns]
        return Each(
            columns=tuple(scalar(one).text for one in names),
            split=scalar(split).text or None if split is not None else None,
            left=align is not None,
            line=node.line,
        )

    def _tried(self, read: Any, node: Node) -> Any:
        try:
            return read(node)
        except KgError as fault:
            line = fault.where.pop("line", node.line)
            self.scope.fault(fault, int(str(line)), "")
            return None


def _defaults(cls: type[Any]) -> tuple[str, ...]:
    """The fields to which the mapping itself gives a value where nothing is written."""
    return ("document",) if cls is Claim else ()


def _mapping(node: Node, what: str) -> Mapping:
    if not isinstance(node, Mapping):
        raise SeedError(f"{what} is not a mapping", hint="write its fields", line=node.line)
    return node


def _id(node: Node) -> Template:
    """An id; of several the first whose cells are there."""
    written = node.values if isinstance(node, Items) and node.values else [node]
    return first_of([template(scalar(one).text, one.line) for one in written])


def _items(node: Node, field: Field) -> list[Node]:
    if not isinstance(node, Items):
        return [node]
    if field.many is not Many.MANY:
        raise SeedError(f"{field.name} holds one value", hint="write one", line=node.line)
    return node.values


def _code(node: Node | None, codes: Any, default: Any) -> Any:
    if node is None:
        return default
    text = scalar(node).text
    try:
        return codes(text)
    except ValueError:
        raise SeedError(
            f"{text!r} is not known here", hint=f"one of {', '.join(codes)}", line=node.line
        ) from None
