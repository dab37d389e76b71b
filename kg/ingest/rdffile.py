"""What does an RDF file of the folder hold?

A file that has the statements of each record together, as `kg export` writes it, is read
batch by batch, however long it is; any other whole, as far as the limits allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import SeedError
from kg.ingest.files import content, opened
from kg.ingest.limits import ReadLimits
from kg.ingest.streamed import Laid, laid
from kg.model import Dataset

if TYPE_CHECKING:
    from kg.rdf import Decoded


def read_rdf(
    folder: Path, name: str, form: str, dataset: Dataset | None, limits: ReadLimits
) -> list[Decoded]:
    """All that the file says, in the batches in which it was read.

    Raises: SeedError, FormatError and Faults, as `rdf_batches` and `kg.rdf.read_bytes`.
    """
    from kg.rdf import ScatteredError, read_bytes  # noqa: PLC0415  (only who reads RDF pays for it)

    if form != "jsonld":
        try:
            return list(rdf_batches(folder, name, form, dataset, limits))
        except ScatteredError as error:
            scattered: ScatteredError | None = error
    else:
        scattered = None
    try:
        data = content(folder, name, limits.rdf_bytes)
    except SeedError as error:
        if scattered is not None:
            error.hint = (
                f"the statements about <{scattered.subject.value}> stand apart: "
                "put those about one record together, or divide the file"
            )
        raise
    return [read_bytes(data, form, dataset)]


def stream_rdf(
    folder: Path, name: str, form: str, dataset: Dataset | None, limits: ReadLimits
) -> Laid | None:
    """All that the file says, as columns where it is long; None where it must be held.

    Cost:   memory of one batch and of the columns, in the order in which `kg export` writes: the
            statements about each record together. A file in another order, and JSON-LD, which
            is one value, are read whole.
    Raises: SeedError, FormatError and Faults, as `rdf_batches`.
    Equals: kg.ingest.rdffile.read_rdf
    """
    from kg.rdf import ScatteredError  # noqa: PLC0415  (as above)

    if form == "jsonld":
        return None
    try:
        return laid(rdf_batches(folder, name, form, dataset, limits), dataset, limits.rdf_held)
    except ScatteredError:
        return None


def rdf_batches(
    folder: Path, name: str, form: str, dataset: Dataset | None, limits: ReadLimits
) -> Iterator[Decoded]:
    """The same in Turtle, TriG and N-Quads, some records at a time.

    Cost:   memory for one batch.
    Raises: SeedError beyond the limits; ScatteredError when the file must be read whole, and
            what was given out does not count; otherwise as `kg.rdf.read_batches`.
    """
    from kg.rdf import read_batches  # noqa: PLC0415  (as above)

    count = 0
    with opened(folder, name, limits.stream_bytes) as file:
        for batch in read_batches(file, form, dataset):
            count += len(batch.records) + len(batch.foreign)
            if count > limits.rdf_records:
                raise SeedError(
                    f"holds more than {limits.rdf_records} records",
                    hint="divide the dataset, or raise the limit rdf_records",
                )
            yield batch
