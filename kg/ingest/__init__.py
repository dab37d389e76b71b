"""How do records come in?

`read_folder` reads a seed folder and checks it as a whole; every fault is found and told
at once, with its file, line, record and field. `seed_schema` describes the files for
editors, `verify` reads the cited documents again, `write_folder` is the way back.
"""

from kg.ingest.limits import ReadLimits
from kg.ingest.read import Folder, read_folder
from kg.ingest.schema import seed_schema
from kg.ingest.verify import State, Verdict, locate, verify
from kg.ingest.write import dataset_lines, record_lines, write_folder

__all__ = [
    "Folder",
    "ReadLimits",
    "State",
    "Verdict",
    "dataset_lines",
    "locate",
    "read_folder",
    "record_lines",
    "seed_schema",
    "verify",
    "write_folder",
]
