"""Which text does a row make?"""

from kg.native.reading cimport Numbers, Out


cdef class Page(Out):
    """The texts of rows, and what was noted while they were written."""

    cdef object run
    cdef dict missing  # of writers, which keys
    cdef dict made  # of writers, the texts of rows
    cdef Numbers notes
    cdef Py_ssize_t place, read, kept
    cdef int miss(self, Writer writer, Py_ssize_t key) except -1


cdef class Writer:
    """Writes what one row shows."""

    cdef int put(self, Page page, Py_ssize_t row) except -1
    cdef int fill(self, Page page, list keys) except -1
