"""Which text does a row make?"""

from kg.native.reading cimport Numbers, Out, Strings


cdef class Page(Out):
    """The texts of rows, and what was noted while they were written."""

    cdef object run
    cdef dict missing  # of writers, which keys
    cdef dict made  # of writers, the texts of rows
    cdef list notes  # columns that lie beside the rows
    cdef Py_ssize_t place, read, kept
    cdef int miss(self, Writer writer, Py_ssize_t key) except -1


cdef class Writer:
    """Writes what one row shows.

    What it reads lies in memory step by step: where a text begins, then the text. `steps` has a
    bit for each step in which there is something to `fetch`, that is, to have brought near.
    """

    cdef unsigned int steps
    cdef int put(self, Page page, Py_ssize_t row) except -1
    cdef int fetch(self, Py_ssize_t row, int step) noexcept
    cdef int fill(self, Page page, list keys) except -1


cdef class Text(Writer):
    """A text of the row itself; of an id perhaps only what follows its slash."""

    cdef Strings strings
    cdef Writer otherwise
    cdef bint slug, bare


cdef int put_day(Out page, long long day, make) except -1
