"""Which text does a row make?

Writers with their columns, each for one thing that a row shows; those of `kg.native.pages` put
them together. Where a text is missing that only Python can make, its key is noted, to be made
for all rows together.
Equals: kg.api.compiled.bound.Bound.reader, piece by piece
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.string cimport memchr, memcpy

from weakref import WeakSet

from kg.native import UnfitError
from kg.native.reading cimport Numbers, Out, Strings
from kg.native.reading cimport apart, fetch_number, fetch_text, kg_prefetch, peek
from kg.native.reading cimport damaged, number, put, put_escaped, put_letters
from kg.native.reading cimport put_number, put_padded, sign, text

cdef enum:
    FEW = 256  # so few texts are read so often that they are always near


cdef class Page(Out):
    cdef int miss(self, Writer writer, Py_ssize_t key) except -1:
        if self.missing is None:
            self.missing = {}
        self.missing.setdefault(writer, set()).add(key)
        return 0


cdef class Writer:
    cdef int put(self, Page page, Py_ssize_t row) except -1:
        raise NotImplementedError

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return 0

    cdef int fill(self, Page page, list keys) except -1:
        raise NotImplementedError


cdef class Fixed(Writer):
    """Always the same."""

    cdef bytes said

    def __init__(self, str said):
        self.said = said.encode()

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        return put(page, self.said, len(self.said))


cdef class Refused(Writer):
    """What there is no text for."""

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        raise UnfitError


cdef class Text(Writer):
    """A text of the row itself; of an id perhaps only what follows its slash."""

    def __init__(self, Strings strings, Writer otherwise, *, bint slug=False, bint bare=False):
        self.strings, self.otherwise, self.slug, self.bare = strings, otherwise, slug, bare
        self.steps = 2 | apart(strings.offsets)

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return fetch_text(self.strings, row) if step else fetch_number(self.strings.offsets, row)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef const char *at = NULL
        cdef const char *slash
        cdef Py_ssize_t size = 0
        if not text(self.strings, row, &at, &size):
            return self.otherwise.put(page, row)
        if self.slug:
            slash = <const char *>memchr(at, c"/", size)
            if slash is NULL:
                damaged()
            size -= slash + 1 - at
            at = slash + 1
        if self.bare:
            return put_escaped(page, at, size)
        sign(page, c'"')
        put_escaped(page, at, size)
        return sign(page, c'"')


cdef class NodeId(Writer):
    """The opaque id of a record."""

    cdef Strings ids

    def __init__(self, Strings ids):
        self.ids = ids
        self.steps = 2 | apart(ids.offsets)

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return fetch_text(self.ids, row) if step else fetch_number(self.ids.offsets, row)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef const char *at = NULL
        cdef Py_ssize_t size = 0
        if not text(self.ids, row, &at, &size):
            damaged()
        sign(page, c'"')
        put_letters(page, at, size)
        return sign(page, c'"')


cdef class Word(Writer):
    """The word of a code, from the dictionary."""

    cdef Numbers codes
    cdef Text words

    def __init__(self, Numbers codes, Strings words, Writer otherwise):
        self.codes, self.words = codes, Text(words, otherwise)
        self.steps = apart(codes)
        if words.offsets.size > FEW:
            self.steps |= self.words.steps << 1

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        if not step:
            return fetch_number(self.codes, row)
        return self.words.fetch(peek(self.codes, row), step - 1)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long code = number(self.codes, row)
        if code < 0:
            return self.words.otherwise.put(page, row)
        return self.words.put(page, code)


cdef class Number(Writer):
    """A whole number of 32 bits."""

    cdef Numbers numbers

    def __init__(self, Numbers numbers):
        self.numbers = numbers
        self.steps = apart(numbers)

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return fetch_number(self.numbers, row)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long value = number(self.numbers, row)
        if value != <int>value:
            raise UnfitError
        return put_number(page, value)


cdef class Day(Writer):
    """A day as ISO 8601 writes it, null where there is no bound; `make` makes those of years
    that have not four digits.
    """

    cdef Numbers days
    cdef object make

    def __init__(self, Numbers days, make):
        self.days, self.make = days, make
        self.steps = apart(days)

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return fetch_number(self.days, row)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        return put_day(page, number(self.days, row), self.make)


cdef int put_day(Out page, long long day, make) except -1:
    cdef char said[12]
    cdef long of_era, era, year, of_year, month
    if day < -719_528 or day > 2_932_896:  # 0000-01-01, 9999-12-31
        return put_str(page, make(day))
    era, of_era = (day + 719_468) // 146_097, (day + 719_468) % 146_097
    if of_era < 0:  # division is that of C
        era, of_era = era - 1, of_era + 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_year -= (153 * month + 2) // 5 - 1
    year += era * 400
    year, month = (year, month + 3) if month < 10 else (year + 1, month - 9)
    said[0] = said[11] = c'"'
    said[5] = said[8] = c"-"
    said[1], said[2] = <char>(48 + year // 1000), <char>(48 + year // 100 % 10)
    said[3], said[4] = <char>(48 + year // 10 % 10), <char>(48 + year % 10)
    said[6], said[7] = <char>(48 + month // 10), <char>(48 + month % 10)
    said[9], said[10] = <char>(48 + of_year // 10), <char>(48 + of_year % 10)
    return put(page, said, 12)


cdef int put_str(Out page, str said) except -1:
    cdef Py_ssize_t size = 0
    cdef const char *at = PyUnicode_AsUTF8AndSize(said, &size)
    return put(page, at, size)


cdef class Room:
    """The room of texts that are kept: when they have more bytes, all are forgotten."""

    cdef Py_ssize_t most, used
    cdef object shelves

    def __init__(self, Py_ssize_t most):
        self.most, self.shelves = most, WeakSet()

    @property
    def size(self):
        """Bytes that are in use."""
        return self.used

    cdef int grown(self, Py_ssize_t more) except -1:
        cdef Kept shelf
        self.used += more
        if self.used > self.most:
            self.used = 0
            for shelf in list(self.shelves):
                shelf.clear()
        return 0


cdef class Kept(Writer):
    """What is shown of a code, made once by `make` for many and kept.

    Shape: for each code, from -1 on, where its text begins among the bytes, behind its length;
           0 where none is kept. Memory that no code touches is never there.
    """

    cdef Numbers codes
    cdef Py_ssize_t size
    cdef unsigned int *begins
    cdef Out bytes
    cdef Room room
    cdef object make, __weakref__

    def __cinit__(self, Numbers codes, Py_ssize_t size, make, Room room):
        self.codes, self.size, self.make, self.room = codes, size + 1, make, room
        self.bytes = Out()
        self.clear()
        room.shelves.add(self)
        self.steps = apart(codes)
        if size > FEW:
            self.steps |= 6

    def __dealloc__(self):
        PyMem_Free(self.begins)

    cdef int clear(self) except -1:
        PyMem_Free(self.begins)
        self.begins = <unsigned int *>PyMem_Calloc(self.size, sizeof(unsigned int))
        if self.begins is NULL:
            raise MemoryError
        self.bytes = Out()
        put(self.bytes, b"\0", 1)
        return 0

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        cdef long long code
        if not step:
            return fetch_number(self.codes, row)
        code = peek(self.codes, row)
        if -1 <= code < self.size - 1:
            if step == 1:
                kg_prefetch(&self.begins[code + 1])
            else:
                kg_prefetch(self.bytes.data + self.begins[code + 1])
        return 0

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long code = number(self.codes, row)
        cdef unsigned int begin, size
        if code < -1 or code + 1 >= self.size:
            damaged()
        begin = self.begins[code + 1]
        if not begin:
            return page.miss(self, code)
        page.kept += 1
        memcpy(&size, self.bytes.data + begin, sizeof(size))
        return put_padded(page, self.bytes.data + begin + sizeof(size), size)

    cdef int fill(self, Page page, list keys) except -1:
        cdef Py_ssize_t size = 0, before
        cdef unsigned int length
        cdef const char *at
        made = self.make(page.run, keys)
        before = self.bytes.size  # what is made meanwhile may have taken all room
        page.kept -= len(keys)
        for key, said in zip(keys, made, strict=True):
            at = PyUnicode_AsUTF8AndSize(said, &size)
            length = <unsigned int>size
            self.begins[<Py_ssize_t>key + 1] = <unsigned int>self.bytes.size
            put(self.bytes, <const char *>&length, sizeof(length))
            put(self.bytes, at, size)
        return self.room.grown(self.bytes.size - before)


cdef class Made(Writer):
    """What `make` makes of rows, for this once."""

    cdef object make

    def __init__(self, make):
        self.make = make

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef dict made = None if page.made is None else page.made.get(self)
        if made is None or row not in made:
            return page.miss(self, row)
        return put_str(page, made[row])

    cdef int fill(self, Page page, list keys) except -1:
        if page.made is None:
            page.made = {}
        made = zip(keys, self.make(page.run, keys), strict=True)
        page.made.setdefault(self, {}).update(made)
        return 0


cdef class Beside(Writer):
    """A number that is noted for the place in the page, whatever its row."""

    cdef Py_ssize_t which

    def __init__(self, Py_ssize_t which):
        self.which = which

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        return put_number(page, number(page.notes[self.which], page.place))


cdef class Noted(Writer):
    """One of some texts, as the first note for the place in the page says."""

    cdef tuple said

    def __init__(self, said):
        self.said = tuple([one.encode() for one in said])

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef bytes said = <bytes>self.said[number(page.notes[0], page.place)]
        return put(page, said, len(said))
