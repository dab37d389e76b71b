"""How does a root field begin?"""

# What a wrapper shows is only known when the schema is built:
# mypy: disable-error-code="no-any-return"

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from kg.api.connections import Connection
from kg.api.context import Request, Scope, one_of
from kg.api.fields import After, Before, First, Last, field, says
from kg.api.identity import identifier_of
from kg.api.inputs import AsOf, KnownAt, ReportedBy
from kg.api.questions import clocked, day_number
from kg.api.scalars import URI
from kg.api.wrapping import wrap_id
from kg.query import NOW

Info = strawberry.Info[Request, None]


def scope_of(
    info: Info, as_of: str | None = None, known_at: str | None = None, reported: str | None = None
) -> Scope:
    """The scope of a root field, at the clocks of its arguments."""
    now = info.context.at(NOW)
    if as_of is known_at is reported is None:
        return now
    return now.at(
        as_of=day_number(as_of), known_at=day_number(known_at), reported_by=day_number(reported)
    )


def one(kind: str, shown: type[Any], doc: str) -> Any:
    """A root field that finds one record of a kind by id, slug or IRI; else null."""

    def find(
        info: Info,
        id: Annotated[strawberry.ID | None, says("Its opaque id, or `kind/slug`.")] = None,  # noqa: A002  (the name that clients know)
        slug: Annotated[str | None, says("Its slug.")] = None,
        iri: Annotated[URI | None, says("Its IRI.")] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        reported_by: ReportedBy = None,
    ) -> Any:
        scope = scope_of(info, as_of, known_at, reported_by)
        _, text = one_of(kind, id=id, slug=slug, iri=iri)
        return wrap_id(scope, identifier_of(text, scope.base, (kind,)))

    return _field(find, shown | None, doc)


def listing(
    view_method: str, shown: type[Any], asks: type[Any], question: Callable[..., Any], doc: str
) -> Any:
    """A root field that lists records of a kind, page by page."""

    def read(
        info: Info,
        filter: Annotated[Any, says("Which; all by default.")] = None,  # noqa: A002  (as above)
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Any:
        scope = clocked(scope_of(info), filter)
        found = getattr(scope.view, view_method)(question(scope, filter))
        return Connection(scope=scope, listing=found, stretch=(first, after, last, before))

    read.__annotations__["filter"] = Annotated[asks | None, says("Which; all by default.")]
    return _field(read, Connection[shown] | None, doc)  # type: ignore[valid-type]  # made at run time


def _field(resolver: Callable[..., Any], returns: Any, doc: str) -> Any:
    resolver.__annotations__["return"] = returns
    resolver.__doc__ = doc
    return field(resolver)
