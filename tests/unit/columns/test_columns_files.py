"""Files are whole or not there, and failures of the disk say what to do."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from kg.columns.files import HashingFile, plain_errors, replace_file, sha256_of, sync_tree
from kg.errors import KgError


def test_a_file_is_replaced_whole(tmp_path: Path):
    path = tmp_path / "current"
    replace_file(path, b"one\n")
    with path.open("rb") as before:
        replace_file(path, b"two\n")
        assert before.read() == b"one\n"  # who had it open reads the old one
    assert path.read_bytes() == b"two\n"
    assert [p.name for p in tmp_path.iterdir()] == ["current"]


def test_a_left_over_of_a_killed_replacement_is_written_over(tmp_path: Path):
    (tmp_path / "current.new").write_bytes(b"half of something longer")
    replace_file(tmp_path / "current", b"two\n")
    assert (tmp_path / "current").read_bytes() == b"two\n"


def test_a_hashing_file_knows_what_was_written():
    raw = io.BytesIO()
    file = HashingFile(raw)
    assert file.write(b"abc") == 3
    assert file.write(memoryview(b"de")) == 2
    file.flush()
    assert (file.size, file.closed) == (5, False)
    assert file.sha256 == hashlib.sha256(b"abcde").hexdigest()
    assert raw.getvalue() == b"abcde"


def test_a_tree_is_synced(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"x")
    sync_tree(tmp_path)
    assert sha256_of(tmp_path / "a" / "b") == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "read-only"),
        (errno.EEXIST, "a file is in the way"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_failures_of_the_disk_are_told_plainly(number, said):
    with pytest.raises(KgError, match=said) as caught, plain_errors("it failed", Path("data")):
        raise OSError(number, os.strerror(number))
    assert caught.value.message.startswith("it failed: ")
    assert caught.value.where == {"file": "data"}
