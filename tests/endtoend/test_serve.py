"""The real server: started by its command, asked over the wire, stopped by a signal."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.endtoend.world import data_folder, snapshot

SOON = 30  # seconds that anything here may take before the test gives up


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data_folder()), "--port", "0"]
    environment = {**os.environ, "KG_HEADER_SECONDS": "0.3", "KG_BODY_SECONDS": "0.3"}
    environment["KG_SEND_SECONDS"] = "0.3"
    server = subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, env=environment, text=True
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/graphql", line)
    assert found, line
    yield found[0]
    server.send_signal(signal.SIGTERM)
    rest, _ = server.communicate(timeout=SOON)
    assert "Traceback" not in rest, rest
    assert server.returncode in {0, -signal.SIGTERM}


def said(address: str, *pieces: bytes) -> bytes:
    """What the server answers to these bytes, until it closes."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=SOON) as wire:
        for piece in pieces:
            wire.sendall(piece)
        answer = b""
        while chunk := wire.recv(65_536):
            answer += chunk
    return answer


def test_it_answers(address):
    body = json.dumps({"query": "{ dataset { digest } }"}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310  (our own)
    with urllib.request.urlopen(request, timeout=SOON) as answer:  # noqa: S310  (as above)
        assert json.load(answer) == {"data": {"dataset": {"digest": snapshot().digest}}}


def test_a_head_that_does_not_come_is_not_waited_for(address):
    assert said(address, b"GET / HTTP/1.1\r\n").startswith(b"HTTP/1.1 408 ")
    assert said(address).startswith(b"HTTP/1.1 408 ")


def test_a_head_without_end_is_refused(address):
    answer = said(address, b"GET / HTTP/1.1\r\nX: ", b"y" * 17_000)
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_a_body_that_does_not_come_is_not_waited_for(address):
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    answer = said(address, head + b"Content-Length: 50\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()


def test_who_does_not_read_is_broken_off(address):
    where = urlsplit(address)
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        wire.settimeout(SOON)
        wire.connect((where.hostname, where.port))
        asked = b"GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n"
        with pytest.raises(ConnectionError):  # it has answered more than the system holds
            wire.sendall(asked * 1_000_000)


def test_who_asks_much_at_once_and_goes_is_no_fault(address):
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=SOON) as wire:
        wire.sendall(b"GET /schema.graphql HTTP/1.1\r\nHost: x\r\n\r\n" * 500)
        assert wire.recv(5) == b"HTTP/"


def test_what_is_no_http_is_refused(address):
    assert said(address, b"\x16\x03\x01\x02\x00\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_second_server_on_the_same_port_says_so(address):
    port = str(urlsplit(address).port)
    command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data_folder())]
    second = subprocess.run(
        [*command, "--port", port], capture_output=True, text=True, timeout=SOON, check=False
    )
    assert second.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_several_workers_answer_at_one_address():
    command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data_folder()), "--port", "0"]
    server = subprocess.Popen(
        [*command, "--workers", "2"], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    line = server.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/graphql", line)
    assert found, line
    for _ in range(4):
        test_it_answers(found[0])
    server.send_signal(signal.SIGTERM)
    rest, _ = server.communicate(timeout=SOON)
    assert "Traceback" not in rest, rest
    assert server.returncode == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_documents_that_cannot_be_read_are_told_before_the_door_opens(workers, tmp_path):
    command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data_folder()), "--port", "0"]
    command += ["--documents", str(tmp_path / "none.json"), "--workers", workers]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SOON, check=False)
    assert done.returncode == 1
    assert "none.json cannot be read" in done.stderr
    assert "serving" not in done.stderr
    assert "Traceback" not in done.stderr


ASKS = """
import sys
from kg.cli.main import run

sys.argv = ["kg", "ask", "{ event(slug: \\"first-run\\") { label } }", "--data", sys.argv[1]]
try:
    run()
except SystemExit as ended:
    assert not ended.code
for name in ("pandas", "networkx", "rdflib", "pyoxigraph", "pyshacl", "rich"):
    assert name not in sys.modules, name
"""


def test_answering_loads_nothing_that_is_not_needed():
    command = [sys.executable, "-c", ASKS, str(data_folder())]
    subprocess.run(command, check=True, timeout=SOON, stdout=subprocess.DEVNULL)
