"""What can be set, where, and what if it is not?

One frozen dataclass holds every setting; `read` lays the environment (`KG_THREADS=8`)
over the defaults, and the command line lays its options over that. Only `kg.cli` and
`kg.server` read this; the rooms below get their limits handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from kg.errors import CommandError

PREFIX: Final = "KG_"
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"0", "false", "no", "off", ""})


def _set(default: Any, doc: str, *, least: int | None = None) -> Any:
    return field(default=default, metadata={"doc": doc, "least": least})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting. The field's name in capitals after `KG_` is its environment variable."""

    # where
    data: str = _set(".daybook", "folder that holds the snapshots")
    host: str = _set("127.0.0.1", "address to listen on; 0.0.0.0 listens to the network")
    port: int = _set(8000, "port to listen on; 0 takes a free one", least=0)
    workers: int = _set(1, "processes that answer, on one snapshot and one port", least=1)
    # what may be asked
    documents: str = _set("", "file or folder of trusted documents, asked by `documentId`")
    documents_only: bool = _set(default=False, doc="1 to answer no documents but the trusted ones")
    registered_bytes: int = _set(
        1024 * 1024, "bytes of documents that clients may register by hash; 0 for none", least=0
    )
    # what is kept
    cache_bytes: int = _set(
        16 * 1024 * 1024, "bytes of answers that are kept, in each process; 0 keeps none", least=0
    )
    gzip_bytes: int = _set(
        1_400, "bytes from which an answer is compressed for who takes gzip; 0 for never", least=0
    )
    # who may read
    cors_origins: tuple[str, ...] = _set(
        ("*",), "origins whose pages may read, comma-separated; * for any, empty for none"
    )
    # how it is logged
    log_json: bool = _set(default=False, doc="one JSON object per request instead of one line")
    # limits on a GraphQL request, each told in the error that names it
    max_tokens: int = _set(10_000, "lexical tokens in one GraphQL document", least=1)
    max_depth: int = _set(20, "levels of fields in one operation, fragments included", least=1)
    max_aliases: int = _set(100, "aliases in one operation, fragments written out", least=0)
    max_fields: int = _set(2_000, "fields in one operation, fragments written out", least=1)
    max_cost: int = _set(
        200_000, "records that one operation could reach: page sizes multiplied", least=1
    )
    max_page: int = _set(100, "records in one page (`first` or `last`)", least=1)
    max_drawn: int = _set(5_000_000, "ties that one measure may draw", least=1)
    max_bins: int = _set(1_000, "bins of one histogram", least=1)
    max_facets: int = _set(200, "values of one facet", least=1)
    max_ids: int = _set(200, "members of one list in a filter, ids in one call of nodes", least=1)
    max_records: int = _set(100_000, "records that one operation may in fact touch", least=1)
    max_seconds: float = _set(10.0, "seconds that one operation may take", least=0)
    max_answer_bytes: int = _set(16 * 1024 * 1024, "bytes of one GraphQL answer", least=1)
    max_ties: int = _set(500_000, "ties that one question about the network may touch", least=1)
    max_text: int = _set(200, "characters in one search text", least=1)
    # limits at the door
    max_body_bytes: int = _set(1024 * 1024, "bytes of one request body", least=1)
    max_header_bytes: int = _set(16 * 1024, "bytes of the head of one request", least=256)
    max_items: int = _set(1_000, "items in one answer of /timeline.vis.json", least=1)
    header_seconds: float = _set(10.0, "seconds to send the head of a request", least=0)
    body_seconds: float = _set(20.0, "seconds to send the body of a request", least=0)
    send_seconds: float = _set(30.0, "seconds that a reader may let an answer wait", least=0)
    keep_alive_seconds: int = _set(5, "seconds that an idle connection stays open", least=0)
    threads: int = _set(4, "requests that are worked on at once", least=1)
    export_threads: int = _set(2, "exports that are written at once", least=1)
    export_seconds: float = _set(600.0, "seconds that one export may take", least=0)
    queue: int = _set(64, "requests that may wait for a thread; more get 503", least=0)
    queue_seconds: float = _set(5.0, "seconds that a request may wait for a thread", least=0)
    connections: int = _set(512, "connections at once; more get 503", least=1)
    shutdown_seconds: int = _set(10, "seconds that open requests get to finish", least=0)
    watch_seconds: float = _set(1.0, "seconds between two looks for a new snapshot", least=0)


def read(environment: Mapping[str, str]) -> Settings:
    """The defaults with `environment` laid over them.

    Raises: CommandError naming the first variable whose value does not fit.
    """
    given: dict[str, Any] = {}
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        if name in environment:
            given[item.name] = _value(name, environment[name].strip(), item.default, item.metadata)
    return Settings(**given)


def described() -> list[tuple[str, str, str]]:
    """Environment variable, default and meaning of each setting, in declared order."""
    return [
        (PREFIX + item.name.upper(), _shown(item.default), str(item.metadata["doc"]))
        for item in fields(Settings)
    ]


def _value(name: str, text: str, default: Any, metadata: Mapping[str, Any]) -> Any:
    if isinstance(default, bool):
        if text.lower() in YES | NO:
            return text.lower() in YES
        raise CommandError(f"{name}={text!r} is neither yes nor no", hint="write 1 or 0")
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(default, str):
        return text
    sort = type(default)
    try:
        number = sort(text)
    except (ValueError, OverflowError):
        number = None
    least = metadata["least"]
    # `not >=` also refuses the float that is not a number
    if number is None or not number >= least or number == float("inf"):
        kind = "whole number" if sort is int else "number"
        raise CommandError(
            f"{name}={text!r} is not a {kind} of at least {least}",
            hint=f"{metadata['doc']}; the default is {_shown(default)}",
        )
    return number


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return "1" if default else "0"
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default)
