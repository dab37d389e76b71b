"""How many requests a second does a server answer, and how long does each wait?

A client on raw sockets: so many connections, one request under way on each. It looks at no
answer but for its length, so that it is quicker than any server that it measures.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured: answers, seconds of wall, seconds of the server's CPU, waits sorted."""

    answers: int
    seconds: float
    cpu: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.answers / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of the server's CPU for each request: it hardly feels other programs."""
        return self.cpu / self.answers * 1e6

    def wait(self, part: float) -> float:
        """Milliseconds within which this part of the requests was answered."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * part))] * 1e3


def request(body: bytes, path: str = "/graphql") -> bytes:
    """A POST as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def body_of(connection: socket.socket, sent: bytes) -> bytes:
    """The body that one request is answered with; the status must be 200."""
    connection.sendall(sent)
    head, body, left = b"", b"", None
    while left is None or left > 0:
        chunk = connection.recv(1 << 20)
        if not chunk:
            raise ConnectionError(head[:200])
        if left is None:
            head += chunk
            if HEAD_END in head:
                head, _, body = head.partition(HEAD_END)
                if not head.startswith(b"HTTP/1.1 200"):
                    raise ConnectionError(head[:200])
                left = _length(head) - len(body)
        else:
            body += chunk
            left -= len(chunk)
    return body


def connect(port: int) -> socket.socket:
    """A connection to a server on this machine."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def load(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, pids: Sequence[int]
) -> Load:
    """Ask for so many seconds, each connection when it has its answer."""
    following = cycle(requests)
    open_ones = {one.fileno(): one for one in (connect(port) for _ in range(connections))}
    poll = select.epoll()
    for number in open_ones:
        poll.register(number, select.EPOLLIN)
    waits: list[float] = []
    try:
        before = cpu_of(pids)
        begun = time.perf_counter()
        _ask(open_ones, poll, following, waits, begun + seconds)
        ended = time.perf_counter()
        used = cpu_of(pids) - before
    finally:
        for one in open_ones.values():
            one.close()
        poll.close()
    return Load(len(waits), ended - begun, used, sorted(waits))


def _ask(
    open_ones: dict[int, socket.socket],
    poll: select.epoll,
    following: Iterator[bytes],
    waits: list[float],
    end: float,
) -> None:
    left: dict[int, int] = {}
    since: dict[int, float] = {}
    for number, one in open_ones.items():
        left[number], since[number] = -1, time.perf_counter()
        one.sendall(next(following))
    while open_ones.keys() & left.keys():
        for number, _ in poll.poll(60):
            one = open_ones[number]
            chunk = one.recv(1 << 20)
            if not chunk:
                raise ConnectionError("the server closed a connection")
            if left[number] < 0:
                # Heads are small and come in one piece.
                at = chunk.index(HEAD_END)
                if not chunk.startswith(b"HTTP/1.1 200"):
                    raise ConnectionError(chunk[:400])
                left[number] = _length(chunk[:at]) - (len(chunk) - at - len(HEAD_END))
            else:
                left[number] -= len(chunk)
            if left[number] == 0:
                now = time.perf_counter()
                waits.append(now - since[number])
                if now < end:
                    left[number], since[number] = -1, now
                    one.sendall(next(following))
                else:
                    del left[number]


def _length(head: bytes) -> int:
    at = head.lower().index(LENGTH) + len(LENGTH)
    return int(head[at:].split(b"\r\n", 1)[0])


def cpu_of(pids: Sequence[int]) -> float:
    """Seconds of CPU that processes have used; those that are gone count no more."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = 0
    for pid in pids:
        try:
            said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            continue
        words = said.rsplit(")", 1)[1].split()
        found += int(words[11]) + int(words[12])
    return found / ticks


def memory_of(pid: int) -> dict[str, float]:
    """Megabytes of a process: `Pss` counts shared pages by halves, thirds, …"""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
