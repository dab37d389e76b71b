"""How are the kernels compiled?

Where they lie, with Cython and setuptools: by `kg/native/hook.py` when Daybook is installed,
by `python -m kg.native` when a source has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

HERE: Final = Path(__file__).parent
PACKAGE: Final = "kg.native"
_FLAGS: Final = [] if os.name == "nt" else ["-O3", "-g0"]
_DIRECTIVES: Final = {
    "language_level": 3,
    "boundscheck": True,  # what lies in a file may be damaged: nothing beyond a buffer is read
    "wraparound": False,
    "cdivision": True,
}


class UncompiledError(Exception):
    """There is no C compiler, or it failed, or nothing can be written where the sources lie."""


def sources() -> list[Path]:
    """The kernels as they are written, and what they share; none where Daybook came as a wheel."""
    return sorted((*HERE.glob("*.pyx"), *HERE.glob("*.pxd")))


def digest() -> str | None:
    """What tells the sources of all kernels from others; None where there are none.

    Each compiled kernel holds it (`SOURCES`), so that none answers for sources that are not its.
    """
    found = sources()
    text = b"".join(path.name.encode() + path.read_bytes() for path in found)
    return hashlib.sha256(text).hexdigest()[:16] if found else None


def compile_all() -> list[Path]:
    """Compile all kernels where they lie; those that lay there go.

    Raises: UncompiledError.
    """
    try:
        return _compiled()
    except Exception as error:  # compilers fail in many ways, and each release has its own classes
        raise UncompiledError(str(error) or type(error).__name__) from error


def _compiled() -> list[Path]:
    for old in _built():
        old.unlink()
    with TemporaryDirectory() as scratch, chdir(scratch):
        inside = Path(*PACKAGE.split("."))
        inside.mkdir(parents=True)
        for folder in (inside, *inside.parents[:-1]):
            (folder / "__init__.py").touch()
        for path in sources():
            text = path.read_text("utf-8")
            if path.suffix == ".pyx":
                text += f'\n\nSOURCES = "{digest()}"\n'
            (inside / path.name).write_text(text, "utf-8")
        _compile(sorted(inside.glob("*.pyx")))
        for found in Path("built").rglob("*"):
            if found.is_file():
                shutil.copy(found, HERE)
    return _built()


def _built() -> list[Path]:
    return sorted(path for path in HERE.iterdir() if path.suffix in {".so", ".pyd"})


def _compile(paths: Sequence[Path]) -> None:
    """Compile sources in the folder where we are, to `built`."""
    from Cython.Build import cythonize  # noqa: PLC0415  (only there while Daybook is installed)
    from setuptools import Distribution, Extension  # noqa: PLC0415  (as above)

    extensions: Any = [
        Extension(f"{PACKAGE}.{path.stem}", [str(path)], extra_compile_args=_FLAGS)
        for path in paths
    ]
    make: Any = cythonize
    modules = make(extensions, compiler_directives=_DIRECTIVES, quiet=True)
    command: Any = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = "built", "objects"
    command.parallel = os.cpu_count()
    command.ensure_finalized()
    command.run()
