"""How work is bounded: threads and queue, slow readers, bodies that do not come, new snapshots."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from kg.api import Asked, Limits, answered, limits_of
from kg.errors import FormatError, SnapshotMismatchError
from kg.server import Fixed, create_app
from kg.server.app import _renewed
from kg.server.asked import Question
from kg.server.body import read_body
from kg.server.connection import SLOWEST, HeadGuard, ReadGuard, http_protocol
from kg.server.pipe import CHUNK, Patience, streamed
from kg.server.pool import BusyError, Pool
from kg.server.problems import RequestError, of
from kg.settings import Settings
from kg.snapshot import open_snapshot
from tests.endtoend.world import data_folder, snapshot

PATIENT = Patience(5, 60)
QUERY = {"query": "{ dataset { digest } }"}


def test_a_pool_runs_so_many_at_once_and_refuses_the_rest():
    async def scene():
        pool = Pool(threads=1, queue=1, queue_seconds=30)
        go = threading.Event()
        first = await pool.start(go.wait)
        waiting = asyncio.create_task(pool.run(lambda: "second"))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await pool.run(lambda: "third")
        go.set()
        assert await first
        assert await waiting == "second"
        assert await pool.run(lambda: "fourth") == "fourth"
        pool.close()

    asyncio.run(scene())


def test_waiting_in_the_queue_ends():
    async def scene():
        pool = Pool(threads=1, queue=5, queue_seconds=0.01)
        go = threading.Event()
        first = await pool.start(go.wait)
        with pytest.raises(BusyError):
            await pool.run(lambda: "late")
        go.set()
        await first
        pool.close()
        with pytest.raises(BusyError):
            await pool.run(lambda: "closed")

    asyncio.run(scene())


def test_a_thread_counts_as_taken_until_its_work_ends():
    async def scene():
        pool = Pool(threads=1, queue=0, queue_seconds=1)
        go = threading.Event()
        task = asyncio.create_task(pool.run(go.wait))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with pytest.raises(BusyError):
            await pool.run(lambda: "too soon")
        go.set()
        while True:
            try:
                assert await pool.run(lambda: "free") == "free"
                break
            except BusyError:
                await asyncio.sleep(0.001)
        pool.close()

    asyncio.run(scene())


def test_busy_is_503_with_a_time_to_come_back(client_of, monkeypatch):
    client = client_of()

    async def busy(*_: object, **__: object) -> None:
        raise BusyError

    monkeypatch.setattr(Pool, "start", busy)
    for path in ("/export.ttl", "/timeline.vis.json"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["code"] == "BUSY"
    never_asked = {"query": "{ busy: dataset { digest } }"}
    answer = client.post("/graphql", json=never_asked)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BUSY"


async def _send_to(sent: list[bytes], response: object) -> None:
    """For a stream that ends by itself: everything sent is kept."""

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message.get("body", b""))

    await response({"type": "http"}, receive, send)


def test_a_stream_is_what_was_written():
    async def scene():
        pool = Pool(1, 1, 1)
        text = bytes(range(256)) * 3_000

        def work(out):
            for at in range(0, len(text), 1_000):
                out.write(text[at : at + 1_000])

        sent: list[bytes] = []
        await _send_to(sent, await streamed(pool, work, PATIENT, {}, "text/plain"))
        assert b"".join(sent) == text
        assert max(map(len, sent)) == CHUNK
        pool.close()

    asyncio.run(scene())


def test_an_empty_stream_ends():
    async def scene():
        pool = Pool(1, 1, 1)
        sent: list[bytes] = []
        await _send_to(sent, await streamed(pool, lambda _: None, PATIENT, {}, "text/plain"))
        assert b"".join(sent) == b""
        pool.close()

    asyncio.run(scene())


def test_an_error_before_the_first_chunk_is_told():
    async def scene():
        pool = Pool(1, 1, 1)

        def work(_):
            raise FormatError("no such thing")

        with pytest.raises(FormatError):
            await streamed(pool, work, PATIENT, {}, "text/plain")
        pool.close()

    asyncio.run(scene())


def test_an_error_after_it_breaks_the_stream_off():
    async def scene():
        pool = Pool(1, 1, 1)

        def work(out):
            out.write(b"x" * CHUNK * 2)
            raise FormatError("too late to say")

        response = await streamed(pool, work, PATIENT, {}, "text/plain")
        with pytest.raises(FormatError):
            await _send_to([], response)
        pool.close()

    asyncio.run(scene())


def test_work_ends_when_the_reader_goes():
    async def scene():
        pool = Pool(1, 1, 1)
        ended = threading.Event()

        def work(out):
            try:
                while True:
                    out.write(b"x" * CHUNK)
            finally:
                ended.set()

        response = await streamed(pool, work, PATIENT, {}, "text/plain")
        gone = asyncio.Event()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            gone.set()

        await response({"type": "http"}, receive, send)
        await asyncio.to_thread(ended.wait, 5)
        assert ended.is_set()
        pool.close()

    asyncio.run(scene())


def test_a_reader_that_reads_nothing_is_left():
    async def scene():
        pool = Pool(1, 1, 1)
        ended = threading.Event()

        def work(out):
            try:
                while True:
                    out.write(b"x" * CHUNK)
            finally:
                ended.set()

        response = await streamed(pool, work, Patience(0.05, 60), {}, "text/plain")

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            if message["type"] == "http.response.body":
                await asyncio.Event().wait()

        with pytest.raises(TimeoutError):
            await response({"type": "http"}, receive, send)
        await asyncio.to_thread(ended.wait, 5)
        assert ended.is_set()
        pool.close()

    asyncio.run(scene())


def test_a_stream_ends_in_its_time():
    async def scene():
        pool = Pool(1, 1, 1)
        ended = threading.Event()

        def work(out):
            try:
                while True:
                    out.write(b"x" * CHUNK)
            finally:
                ended.set()

        response = await streamed(pool, work, Patience(5, 0.05), {}, "text/plain")

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            assert len(message.get("body", b"")) <= CHUNK

        with pytest.raises(TimeoutError):
            await response({"type": "http"}, receive, send)
        await asyncio.to_thread(ended.wait, 5)
        assert ended.is_set()
        pool.close()

    asyncio.run(scene())


def test_a_stream_that_is_called_off_while_it_sends_ends():
    async def scene():
        pool = Pool(1, 1, 1)
        sending = asyncio.current_task()
        chunks = 0

        def work(out):
            while True:
                out.write(b"x" * CHUNK)

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            nonlocal chunks
            chunks += message["type"] == "http.response.body"
            assert chunks <= 3
            if chunks == 2:
                sending.cancel()

        response = await streamed(pool, work, PATIENT, {}, "text/plain")
        try:
            await response({"type": "http"}, receive, send)
        finally:
            pool.close()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scene())


def _request(*messages: dict[str, object], headers: tuple[tuple[bytes, bytes], ...] = ()):
    pending = list(messages)

    async def receive():
        if pending:
            return pending.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    scope = {"type": "http", "method": "POST", "headers": list(headers), "path": "/"}
    return Request(scope, receive)


def test_a_body_that_does_not_come_is_408():
    slow = _request({"type": "http.request", "body": b"{", "more_body": True})
    with pytest.raises(RequestError) as refused:
        asyncio.run(read_body(slow, 100, 0.01))
    assert refused.value.status == 408


def test_a_client_that_leaves_in_the_middle_is_no_fault_of_ours():
    left = _request(
        {"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}
    )
    with pytest.raises(RequestError) as refused:
        asyncio.run(read_body(left, 100, 1))
    assert refused.value.status == 400


@pytest.mark.parametrize("length", [b"99999999999999999999999", b"101"])
def test_a_body_that_says_it_is_long_is_not_read(length):
    request = _request(headers=((b"content-length", length),))
    with pytest.raises(RequestError) as refused:
        asyncio.run(read_body(request, 100, 1))
    assert refused.value.status == 413


def test_json_nested_beyond_reading_is_refused():
    with pytest.raises(RequestError, match="nested too deeply"):
        Question("{ dataset { id } }", None, b'{"deep":' + b"[" * 100_000).values()


class Wire:
    """A transport that remembers what was written."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


class Plain:
    """The least that an HTTP protocol does: the head is complete at an empty line."""

    def __init__(self) -> None:
        self.cycle: SimpleNamespace | None = None
        self.got = b""

    def connection_made(self, transport: Wire) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        if b"\r\n\r\n" in self.got:
            self.cycle = SimpleNamespace(response_complete=False)
            self.got = b""

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport.close()


def guarded(seconds: float, most: int) -> tuple[object, Wire]:
    kind = type("Guarded", (HeadGuard, Plain), {"seconds": seconds, "most": most})
    wire, protocol = Wire(), kind()
    protocol.connection_made(wire)
    return protocol, wire


def test_a_head_that_does_not_come_is_408():
    async def scene():
        protocol, wire = guarded(0.01, 1_000)
        protocol.data_received(b"GET / HTTP/1.1\r\n")
        await asyncio.sleep(0.05)
        assert wire.written.startswith(b"HTTP/1.1 408 ")
        assert wire.closed

    asyncio.run(scene())


def test_a_head_that_does_not_end_is_431():
    async def scene():
        protocol, wire = guarded(10, 1_000)
        for _ in range(100):
            if not wire.closed:
                protocol.data_received(b"x: " + b"y" * 20 + b"\r\n")
        assert wire.written.startswith(b"HTTP/1.1 431 ")
        assert wire.closed

    asyncio.run(scene())


def test_a_head_that_comes_is_left_alone_and_so_is_its_body():
    async def scene():
        protocol, wire = guarded(0.02, 100)
        protocol.data_received(b"POST / HTTP/1.1\r\n\r\n")
        for _ in range(5):
            protocol.data_received(b"b" * 90)
        await asyncio.sleep(0.05)
        assert wire.written == b""
        protocol.cycle.response_complete = True
        protocol.data_received(b"POST / ")
        await asyncio.sleep(0.05)
        assert wire.written.startswith(b"HTTP/1.1 408 ")
        protocol.connection_lost(None)

    asyncio.run(scene())


def test_the_guard_goes_around_a_protocol_of_uvicorn():
    kind = http_protocol(1.5, 99, 7, lambda _scope, _body: None)
    assert issubclass(kind, HeadGuard)
    assert issubclass(kind, ReadGuard)
    assert issubclass(kind, asyncio.Protocol)
    assert (kind.seconds, kind.most, kind.patience) == (1.5, 99, 7)


class Unread:
    """What a transport does whose client does not read."""

    def __init__(self, left: int) -> None:
        self.left, self.aborted = left, False

    def get_write_buffer_size(self) -> int:
        return self.left

    def abort(self) -> None:
        self.aborted = True


class Pausing:
    """The least that a protocol does about a full transport."""

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport.left = 0


def unread(left: int) -> tuple[object, Unread]:
    protocol = type("Guarded", (ReadGuard, Pausing), {"patience": 60})()
    protocol.transport = Unread(left)
    return protocol, protocol.transport


def test_who_stops_reading_is_broken_off():
    async def scene():
        protocol, transport = unread(1_000_000)
        protocol.pause_writing()
        assert protocol.paused
        protocol.look()
        assert transport.aborted

    asyncio.run(scene())


def test_who_reads_however_slowly_is_left_alone():
    async def scene():
        protocol, transport = unread(1_000_000)
        protocol.pause_writing()
        transport.left -= SLOWEST * 60
        protocol.look()
        protocol.resume_writing()
        protocol.pause_writing()
        protocol.look()
        assert not transport.aborted
        transport.left = 0
        protocol.look()
        assert not transport.aborted
        assert protocol.unread_timer is None

    asyncio.run(scene())


def test_what_is_left_after_a_pause_is_watched_too():
    async def scene():
        protocol, transport = unread(1_000_000)
        protocol.pause_writing()
        transport.left = 10_000
        protocol.resume_writing()
        protocol.look()
        assert not transport.aborted
        protocol.look()
        assert transport.aborted
        protocol.connection_lost(None)

    asyncio.run(scene())


class Changing:
    """A place where another snapshot counts after a while, or one that cannot be opened."""

    def __init__(self, first, second, fail=False) -> None:
        self.found, self.second, self.fail = first, second, fail
        self.looked = threading.Event()

    def get(self):
        return self.found

    def refresh(self) -> bool:
        self.looked.set()
        if self.fail:
            raise SnapshotMismatchError("half written")
        changed = self.found is not self.second
        self.found = self.second
        return changed


def test_a_new_snapshot_is_served_when_it_is_there():
    other = open_snapshot(data_folder())
    place = Changing(snapshot(), other)
    with TestClient(create_app(place, Settings(watch_seconds=0.01))) as client:
        assert place.looked.wait(5)
        assert client.get("/health").status_code == 200
    assert place.found is other


def test_a_snapshot_that_was_replaced_is_let_go_of():
    place = Changing(open_snapshot(data_folder()), snapshot())
    before = weakref.ref(place.get().index)
    asked = Asked("{ timeline(first: 3) { nodes { label participations { actor { label } } } } }")
    assert answered(place.get(), asked, Limits()).executed
    kept = before()
    assert kept is not None
    assert kept.kept
    del kept
    gc.disable()  # nobody else looks for circles meanwhile
    try:
        assert _renewed(place)
        assert before() is None
        assert not _renewed(place)
    finally:
        gc.enable()


def test_a_snapshot_that_cannot_be_opened_changes_nothing(caplog):
    place = Changing(snapshot(), None, fail=True)
    with TestClient(create_app(place, Settings(watch_seconds=0.001))) as client:
        assert place.looked.wait(5)
        place.looked.clear()
        assert place.looked.wait(5)
        assert client.post("/graphql", json=QUERY).json() == {
            "data": {"dataset": {"digest": snapshot().digest}}
        }
    assert len([r for r in caplog.records if "half written" in r.getMessage()]) == 1


def test_limits_come_from_the_settings():
    limits = limits_of(Settings(max_depth=3, max_page=7, max_text=9, max_ids=11))
    assert limits.max_depth == 3
    assert limits.query.page == 7
    assert limits.query.page_default == 7
    assert (limits.query.text, limits.query.ids, limits.query.nodes) == (9, 11, 11)


def test_a_request_before_the_start_is_a_fault_of_ours():
    answer = of(RequestError(418, "tea", hint="pot"))
    assert (answer.status_code, answer.media_type) == (418, "application/problem+json")
    client = TestClient(create_app(Fixed(snapshot())), raise_server_exceptions=False)
    assert client.get("/timeline.vis.json").json()["code"] == "INTERNAL"
