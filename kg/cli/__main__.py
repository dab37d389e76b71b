"""`python -m kg.cli` is `kg`."""

from kg.cli.main import run

if __name__ == "__main__":
    run()
