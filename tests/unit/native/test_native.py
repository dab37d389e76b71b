"""Kernels are there where a compiler is, are of the sources beside them, and can be left alone."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from kg import native
from kg.native import compiling

ROOT = Path(__file__).resolve().parents[3]
ASKED = "from kg import native; print(native.there())"


def test_where_a_compiler_is_the_kernels_are_there():
    if os.environ.get(native.SWITCH) == "0":
        pytest.skip("the kernels are to be left alone")
    if not native.there():
        assert shutil.which(sysconfig.get_config_var("CC").split()[0]) is None


def test_the_environment_leaves_them_alone():
    whole = {**os.environ, native.SWITCH: "0"}
    done = subprocess.run([sys.executable, "-c", ASKED], env=whole, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


def test_a_test_can_leave_them_alone_for_a_while():
    before = native.there()
    with native.without():
        assert not native.there()
        with native.without():
            assert not native.there()
        assert not native.there()
    assert native.there() is before


@pytest.mark.skipif(not native.there(), reason="there are no kernels")
def test_kernels_of_other_sources_are_told_and_left_alone(monkeypatch, tmp_path):
    assert compiling.digest() == native.cursors.SOURCES
    assert {path.stem.partition(".")[0] for path in compiling._built()} == {
        path.stem for path in compiling.sources()
    }
    (tmp_path / "cursors.pyx").write_text("", "utf-8")
    monkeypatch.setattr(compiling, "HERE", tmp_path)
    with pytest.warns(RuntimeWarning, match="python -m kg.native"):
        assert not native._loaded()
    (tmp_path / "cursors.pyx").unlink()
    assert native._loaded()  # of a wheel, which holds no sources
    assert importlib.import_module("kg.native.cursors").SOURCES


def test_where_nothing_can_be_written_no_kernels_are_made(monkeypatch, tmp_path):
    (tmp_path / "one.pyx").mkdir()  # what cannot be read
    monkeypatch.setattr(compiling, "HERE", tmp_path)
    with pytest.raises(compiling.UncompiledError):
        compiling.compile_all()


def test_a_wheel_holds_no_sources_for_kernels_to_be_compared_with():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    left_out = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["exclude"]
    found = [path.relative_to(ROOT).as_posix() for path in compiling.sources()]
    assert found
    assert all(any(fnmatch(name, pattern) for pattern in left_out) for name in found)
