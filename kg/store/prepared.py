"""Which questions has SPARQL been taught, and how are they asked?

The questions are the files beside this one in `sparql/`; each names its parameters in its
head and, as Oxigraph asks for, in its SELECT. Parameters are put in as terms, never as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kg.errors import NotFoundError, QuestionError
from kg.model.writing import is_iri
from kg.rdf import Iri, Literal, Term
from kg.rdf.views import oxigraph_term, rdflib_term, term_of
from kg.rdf.vocab import DATE_TIME, INTEGER
from kg.temporal import iso_day

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

Row = dict[str, Term | None]
_FOLDER: Final = Path(__file__).parent / "sparql"
_PARAMETER: Final = re.compile(r"^# \?(\w+): (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One question: its text and the kinds of its parameters.

    Kinds are `iri` (a text or `Iri`), `day` (a day number) and `instant` (a day number,
    meaning the beginning of that day).
    """

    name: str
    text: str
    parameters: Mapping[str, str]

    def bound(self, given: Mapping[str, Any]) -> dict[str, Term]:
        """The parameters as terms.

        Raises: QuestionError when one is missing, unknown, or not of its kind.
        """
        if missing := self.parameters.keys() - given.keys():
            raise QuestionError(
                f"{self.name} needs {', '.join(sorted(missing))}", hint=self._hint()
            )
        if unknown := given.keys() - self.parameters.keys():
            raise QuestionError(
                f"{self.name} has no parameter {', '.join(sorted(unknown))}", hint=self._hint()
            )
        return {name: _TERMS[kind](given[name]) for name, kind in self.parameters.items()}

    def _hint(self) -> str:
        return "it takes " + ", ".join(f"{name} ({kind})" for name, kind in self.parameters.items())


def _iri(value: Any) -> Term:
    text = value.value if isinstance(value, Iri) else value
    if not isinstance(text, str) or not is_iri(text):
        raise QuestionError(f"{value!r} is not an IRI", hint="give the IRI of a record")
    return Iri(text)


def _day(value: Any) -> Term:
    if not isinstance(value, int) or isinstance(value, bool):
        raise QuestionError(f"{value!r} is not a day number", hint="0 is 1970-01-01")
    return Literal(str(value), INTEGER)


def _instant(value: Any) -> Term:
    _day(value)
    return Literal(f"{iso_day(value)}T00:00:00", DATE_TIME)


_TERMS: Final = MappingProxyType[str, Callable[[Any], Term]](
    {"iri": _iri, "day": _day, "instant": _instant}
)


def questions() -> tuple[str, ...]:
    """The names of all prepared questions."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.rq")))


@cache
def prepared(name: str) -> Prepared:
    """The question of that name.

    Raises: NotFoundError when there is none.
    """
    if name not in questions():
        raise NotFoundError(f"no question {name!r}", hint=f"one of {', '.join(questions())}")
    text = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    return Prepared(name, text, MappingProxyType(dict(_PARAMETER.findall(text))))


def select(store: ox.Store, name: str, /, **parameters: Any) -> list[Row]:
    """The rows that a store gives to a prepared question; unbound variables are None.

    Raises: NotFoundError when there is no such question; QuestionError when its parameters
    are not as they must be.
    """
    import pyoxigraph as ox  # noqa: PLC0415  (only who asks SPARQL pays for it)

    question = prepared(name)
    bound = question.bound(parameters)
    found: Any = store.query(
        question.text,
        substitutions={ox.Variable(key): oxigraph_term(term) for key, term in bound.items()},
    )
    names = [v.value for v in found.variables if v.value not in bound]
    return [{name: term_of(row[name]) for name in names} for row in found]


def select_rdflib(dataset: rdflib.Dataset, name: str, /, **parameters: Any) -> list[Row]:
    """The same of an rdflib `Dataset`; much slower.

    Equals: `select`, over a store of the same statements.
    """
    question = prepared(name)
    bound = {key: rdflib_term(term) for key, term in question.bound(parameters).items()}
    found = dataset.query(question.text, initBindings=bound)
    names = [str(variable) for variable in found.vars or () if str(variable) not in bound]
    rows: list[Any] = list(found)
    return [{name: term_of(row[name]) for name in names} for row in rows]
