"""How are cursors written?

Equals: kg.query.cursor.write_cursor
"""

from kg.native.reading cimport Numbers, Out, Strings
from kg.native.reading cimport damaged, decoded, number, put, put_letters, put_number, sign, text
from kg.native.texts cimport Page, Writer


cdef class Cursor(Writer):
    """The cursor of a row whose key is whether it lies from `undated` on, and these numbers."""

    cdef bytes head, tail
    cdef long long undated
    cdef tuple keys
    cdef Strings ids
    cdef Out line

    def __init__(self, str order, long long undated, keys, Strings ids, str digits):
        self.head, self.tail = f'["{order}",['.encode(), f'","{digits}"]'.encode()
        self.undated, self.keys, self.ids, self.line = undated, tuple(keys), ids, Out()

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef const char *at = NULL
        cdef Py_ssize_t size = 0
        cdef Numbers one
        cdef Out line = self.line
        if not text(self.ids, row, &at, &size):
            damaged()
        line.size = 0
        put(line, self.head, len(self.head))
        sign(line, c"1" if row >= self.undated else c"0")
        for one in self.keys:
            sign(line, c",")
            put_number(line, number(one, row))
        return _ended(page, line, at, size, self.tail)


cdef int _ended(Out out, Out line, const char *name, Py_ssize_t size, bytes tail) except -1:
    """The line up to its key, an id and the end, filled up so that no letter is left over."""
    put(line, b'],"', 3)
    put(line, name, size)
    put(line, tail, len(tail))
    while line.size % 3:
        sign(line, c" ")
    return put_letters(out, line.data, line.size)


def write(str order, int width, places, str digits):
    """The cursors of rows by their keys, of so many numbers, and ids."""
    cdef bytes head = f'["{order}",['.encode("ascii"), tail = f'","{digits}"]'.encode("ascii")
    cdef bytes name
    cdef Out line = Out(), out = Out()
    cdef list found = []
    cdef int at
    for key, said in places:
        name = said.encode("ascii")
        if len(key) != width:
            raise ValueError(key)
        line.size = out.size = 0
        put(line, head, len(head))
        for at in range(width):
            if at:
                sign(line, c",")
            put_number(line, key[at])
        _ended(out, line, name, len(name), tail)
        found.append(decoded(out.data, out.size))
    return found
