"""`python -m kg.native`: compile the kernels where they lie, as installing Daybook does."""

from __future__ import annotations

import sys

from kg.native.compiling import UncompiledError, compile_all

if __name__ == "__main__":
    try:
        sys.stdout.writelines(f"{path.name}\n" for path in compile_all())
    except UncompiledError as error:
        sys.exit(f"no kernels were compiled: {error}")
