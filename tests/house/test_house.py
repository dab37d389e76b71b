"""Is the house in order?

Every room says which question it answers and what it offers; a fast path names a twin that
exists; every exception to a rule has its reason on the line; every code that a client may be
told is explained in `schema/ERRORS.md`; no file tells of the machine it was written on.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.api import faults, plainly
from kg.api.codes import RecordKind, Scheme
from kg.api.limits import Limits, limits_of
from kg.errors import OUTCOMES
from kg.ingest import read
from kg.model.ids import SCHEMES
from kg.model.records import CLASSES
from kg.query import QueryLimits
from kg.rdf.parsing import FORMATS
from kg.server import params
from kg.settings import Settings
from tests.conftest import MEMORY

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kg", "schema", "seed", "tests", ".ci")
FILES = sorted(
    path
    for path in (*ROOT.glob("*"), *(p for name in FOLDERS for p in (ROOT / name).rglob("*")))
    if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".so", ".pyd"}
)
CODE = [path for path in FILES if path.suffix == ".py"]
MODULES = [path for path in CODE if path.is_relative_to(ROOT / "kg") and path.stem != "__main__"]
ROOMS = sorted(path.parent.name for path in (ROOT / "kg").glob("*/__init__.py"))
EXEMPTION = re.compile(
    r"#\s*(?:noqa|type: ignore|mypy: ignore)\b(?::[ A-Z0-9,]+|\[[a-z, -]+\])?(.*)"
)
EQUALS = re.compile(r"Equals: +(.+(?:\n +(?![A-Z][a-z]+: )\S.*)*)")
# Written in parts, so that this file does not hold what it forbids.
UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root|Users)/" + r"\w")
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(host))
        for host in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("crates", "io"),
            ("golang", "org"),
            ("anaconda", "org"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
        )
    )
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return import_module(".".join(part for part in parts if part != "__init__"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_its_question_and_what_it_offers(room):
    module = import_module(f"kg.{room}")
    assert (module.__doc__ or "").splitlines()[0].endswith("?")
    if room == "cli":
        return  # nobody imports from the command line
    offered = module.__all__
    assert offered
    assert offered == sorted(offered, key=_as_ruff_sorts)
    assert len(set(offered)) == len(offered)
    missing = [name for name in offered if getattr(module, name, None) is None]
    assert not missing


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_the_page_of_the_house_has_every_room_with_its_question():
    page = (ROOT / "kg" / "ARCHITECTURE.md").read_text("utf-8")
    for room in ROOMS:
        question = (import_module(f"kg.{room}").__doc__ or "").splitlines()[0]
        assert f"| `kg/{room}/` | {question} |" in page


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def twins() -> list[tuple[Path, str]]:
    return [
        (path, said) for path in MODULES for doc in docstrings(path) for said in EQUALS.findall(doc)
    ]


def exists(name: str, module: ModuleType) -> bool:
    """Whether a name means something: a file, a name of ours, or one of the module's own."""
    if "/" in name:
        return any((folder / name).is_file() for folder in (ROOT, ROOT / "kg"))
    if name.startswith("kg."):
        return _imported(name) is not None
    return _reached(module, name) is not None or hasattr(builtins, name)


def _imported(name: str) -> Any:
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        return _reached(found, ".".join(parts[size:])) if size < len(parts) else found
    return None


def _reached(start: Any, name: str) -> Any:
    return reduce(lambda at, step: getattr(at, step, None), name.split("."), start)


def test_a_fast_path_names_a_twin_that_exists():
    found = twins()
    assert len(found) > 10
    for path, said in found:
        called = re.findall(r"([A-Za-z_][\w.]*)\(", said)
        quoted = re.findall(r"`([\w./]+)`|(?<![\w`])((?:kg\.[\w.]*|[\w]+(?:/[\w.]+)+)\w)", said)
        named = called + [one or other for one, other in quoted]
        assert named, f"{name_of(path)}: Equals: {said} names nothing"
        missing = [name for name in named if not exists(name, module_of(path))]
        assert not missing, f"{name_of(path)}: Equals: {said}"


def test_a_twin_that_is_not_there_is_found_out():
    module = import_module("kg.temporal.grammar")
    assert exists("parse", module)
    assert exists("kg.temporal.grammar.parse", module)
    assert exists("store/sparql/timeline_window.rq", module)
    assert not exists("parsley", module)
    assert not exists("kg.temporal.parsley", module)
    assert not exists("kg.parsley.parse", module)
    assert not exists("store/sparql/parsley.rq", module)


def unreasoned(text: str) -> list[int]:
    """The lines on which a rule is set aside and no reason is given."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (said := EXEMPTION.search(token.string)):
            reason = said[1].strip().strip("#()").strip()
            if len(reason) < 6:
                found.append(token.start[0])
    return found


def test_every_exemption_has_its_reason():
    assert unreasoned("a = 1  # noqa: E501\nb = 2  # type: ignore[misc]\n") == [1, 2]
    assert (
        unreasoned("a = 1  # noqa: E501 (as it is)\nb = 2  # type: ignore[misc]  # made so\n") == []
    )
    found = {name_of(path): unreasoned(path.read_text("utf-8")) for path in CODE}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "words", [UNDONE, MACHINE, REGISTRIES], ids=["undone", "machine", "registries"]
)
def test_no_file_holds(words):
    assert len(FILES) > 300
    found = {
        name_of(path): words.findall(text)
        for path in FILES
        if words.search(text := path.read_bytes().decode("utf-8", "replace"))
    }
    assert found == {}


def told() -> set[str]:
    """Every code that the doors of the house may tell, besides those of `kg.errors`."""
    codes = {faults.PARSE, faults.VALIDATION, faults.USER_INPUT, "METHOD_NOT_ALLOWED"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            codes |= {v for v in _codes(node) if isinstance(v, str)}
    return codes - OUTCOMES.keys()


def _codes(node: ast.AST) -> Iterator[object]:
    """What stands for a code: `code = …` in a class, `code=…`, `{"code": …}`, `problem(…, …)`."""
    pairs: list[tuple[object, ast.AST | None]] = []
    if isinstance(node, ast.ClassDef):
        assigned = [one for one in node.body if isinstance(one, ast.Assign)]
        pairs += [(getattr(one.targets[0], "id", None), one.value) for one in assigned]
    elif isinstance(node, ast.Dict):
        pairs += [
            (getattr(k, "value", None), v) for k, v in zip(node.keys, node.values, strict=True)
        ]
    elif isinstance(node, ast.arguments):
        pairs += [(a.arg, v) for a, v in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
    elif isinstance(node, ast.Call):
        pairs += [(keyword.arg, keyword.value) for keyword in node.keywords]
        if getattr(node.func, "id", None) == "problem":
            pairs.append(("code", node.args[1]))
    yield from (getattr(v, "value", None) for name, v in pairs if name == "code")


def rows() -> dict[str, list[str]]:
    """The tables of `schema/ERRORS.md`: the other cells by code."""
    text = (ROOT / "schema" / "ERRORS.md").read_text("utf-8")
    return {
        code: [cell.strip() for cell in cells.split("|")]
        for code, cells in re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.M)
    }


def test_every_code_is_explained_to_clients():
    explained = rows()
    ours = {code: [str(o.http), str(o.exit), o.means] for code, o in OUTCOMES.items()}
    assert {code: cells for code, cells in explained.items() if code in OUTCOMES} == ours
    assert {"BUSY", "BAD_REQUEST", "MORE_ERRORS"} < told()
    assert explained.keys() - OUTCOMES.keys() == told()


def test_what_two_rooms_write_down_apart_is_the_same():
    assert limits_of(Settings()) == Limits()
    assert Limits().query == QueryLimits()
    assert {kind.value for kind in RecordKind} == CLASSES.keys()
    assert tuple(scheme.value for scheme in Scheme) == SCHEMES
    assert set(plainly.MANY) == params.LISTS
    assert set(read.RDF.values()) == FORMATS.keys()


def test_a_test_that_runs_wild_fails_as_itself():
    with pytest.raises(MemoryError):
        bytearray(MEMORY)
