"""How do the records leave over HTTP?

`/export.ttl` and its sisters stream what `kg export` writes; with query parameters, those
of the timeline filter, only the events that they find and what hangs together with them.
`/timeline.vis.json` gives the same events as items of vis-timeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.server.negotiate import etag, has_already
from kg.server.params import language, number, words_of
from kg.server.pipe import Patience, streamed
from kg.server.state import State, state_of
from kg.snapshot import Snapshot


class Form(NamedTuple):
    """A format: the name that `kg.export` knows, its media type."""

    name: str
    media: str


FORMS: Final[Mapping[str, Form]] = {
    "ttl": Form("turtle", "text/turtle"),
    "jsonld": Form("jsonld", "application/ld+json"),
    "trig": Form("trig", "application/trig"),
    "nq": Form("nquads", "application/n-quads"),
}
CLOCKS: Final = ("asOf", "knownAt", "reportedBy")


async def export(request: Request, ending: str) -> Response:
    """Stream the records in the format that the address ends in."""
    state = state_of(request)
    form = FORMS[ending]
    words = words_of(request.query_params)
    snapshot = state.current.get()
    headers = {
        "ETag": etag(snapshot.digest, __version__, ending, *sorted(words.items())),
        "Cache-Control": "no-cache",
        "Content-Disposition": f'inline; filename="{_name(snapshot)}.{ending}"',
    }
    if has_already(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    media = form.media if ending == "jsonld" else f"{form.media}; charset=utf-8"
    if request.method == "HEAD":
        await state.pool.run(_checked, snapshot, words, state)
        head = Response(headers=headers, media_type=media)
        del head.headers["content-length"]  # it would say that there is nothing
        return head
    work = partial(_write, form.name, snapshot, words, state)
    patience = Patience(state.settings.send_seconds, state.settings.export_seconds)
    return await streamed(state.exports, work, patience, headers, media)


def _asked(snapshot: Snapshot, words: Mapping[str, list[str]], state: State) -> Any:
    """The view and the question that the parameters mean. Raises: KgError."""
    from kg.api import plain_question  # noqa: PLC0415  (loaded by the first question)

    return plain_question(snapshot, words, state.limits)


def _checked(snapshot: Snapshot, words: Mapping[str, list[str]], state: State) -> None:
    """What is said of parameters before anything is written. Raises: KgError."""
    view, question = _asked(snapshot, words, state)
    view.timeline(question)


def _write(
    form: str, snapshot: Snapshot, words: Mapping[str, list[str]], state: State, out: BinaryIO
) -> None:
    """What runs in a thread: choose the records and write them."""
    from kg.export import write_rows  # noqa: PLC0415  (loads the vocabulary)
    from kg.query.extract import extract  # noqa: PLC0415  (as above)

    view, question = _asked(snapshot, words, state)
    narrowed = bool(words.keys() - set(CLOCKS))
    chosen = extract(snapshot, view, question if narrowed else None)
    write_rows(form, chosen, out)


async def vis_timeline(request: Request) -> Response:
    """The events of a filter as items of vis-timeline: `items`, `groups`, `undated`, `total`."""
    state = state_of(request)
    params = request.query_params
    most = state.settings.max_items
    first = number(params, "first", most, most)
    words = words_of(params, without=("first", "lang"))
    lang = language(params)
    snapshot = state.current.get()
    tag = etag(snapshot.digest, __version__, "vis", first, lang, *sorted(words.items()))
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if has_already(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    items = await state.pool.run(_items, snapshot, words, state, first, lang)
    return Response(msgspec.json.encode(items), headers=headers, media_type="application/json")


def _items(
    snapshot: Snapshot,
    words: Mapping[str, list[str]],
    state: State,
    first: int,
    lang: str | None,
) -> dict[str, Any]:
    """What runs in a thread: find the events and shape them."""
    from kg.export import vis_items  # noqa: PLC0415  (loads the vocabulary)
    from kg.export.vis import Entry  # noqa: PLC0415  (as above)

    view, question = _asked(snapshot, words, state)
    answer = view.timeline(question)
    langs = (lang, *view.dataset.languages) if lang else view.dataset.languages
    entries: list[Entry] = []
    after: str | None = None
    while len(entries) < first:
        page = answer.page(min(view.limits.page, first - len(entries)), after)
        entries.extend(Entry(hit.event, hit.match, view.status_of(hit.event)) for hit in page.edges)
        after = page.end_cursor
        if not page.has_next:
            break

    def label_of(kind: str) -> str | None:
        record = view.get(kind) if "/" in kind else None
        found = view.name_of(record, langs) if record else None
        return found.text if found else None

    window = question.window
    shown = vis_items(
        entries,
        view.dataset,
        lang=langs[0],
        window=(window.from_day, window.to_day) if window else (None, None),
        label_of=label_of,
    )
    return {**shown, "total": answer.total(), "digest": view.digest}


def _name(snapshot: Snapshot) -> str:
    """A file name out of the dataset's id: letters, digits and dashes."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in snapshot.dataset.id)[:60]
