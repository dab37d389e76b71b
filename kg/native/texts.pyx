"""Which text does a row make?

A tree of writers, each with its columns, goes from rows to JSON. Where a text is missing that
only Python can make, its key is noted; when all rows were seen, what is missing is made at
once, and all is written again.
Equals: kg.api.compiled.bound.Bound.reader, piece by piece
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_AsUTF8AndSize
from libc.string cimport memchr, memcpy

from weakref import WeakSet

from kg.native import UnfitError
from kg.native.reading cimport Bits, Numbers, Out, Strings
from kg.native.reading cimport bit, damaged, decoded, number, put, put_escaped, put_letters
from kg.native.reading cimport put_number, sign, text

cdef enum:
    ROUNDS = 4  # a text that is gone again so often has no room


cdef class Page(Out):
    cdef int miss(self, Writer writer, Py_ssize_t key) except -1:
        if self.missing is None:
            self.missing = {}
        self.missing.setdefault(writer, set()).add(key)
        return 0


cdef class Writer:
    cdef int put(self, Page page, Py_ssize_t row) except -1:
        raise NotImplementedError

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


cdef class Object(Writer):
    """Literals, and between them what writers write of the same row."""

    cdef tuple literals, writers

    def __init__(self, literals, writers):
        self.literals = tuple([one.encode() for one in literals])
        self.writers = tuple(writers)
        if len(self.literals) != len(self.writers) + 1:
            raise ValueError("literals stand around writers")
        for one in self.writers:
            if not isinstance(one, Writer):
                raise TypeError(one)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef bytes said
        cdef Py_ssize_t at
        for at in range(len(self.writers)):
            said = <bytes>self.literals[at]
            put(page, said, len(said))
            (<Writer>self.writers[at]).put(page, row)
        said = <bytes>self.literals[len(self.writers)]
        return put(page, said, len(said))


cdef class Text(Writer):
    """A text of the row itself; of an id perhaps only what follows its slash."""

    cdef Strings strings
    cdef Writer otherwise
    cdef bint slug, bare

    def __init__(self, Strings strings, Writer otherwise, *, bint slug=False, bint bare=False):
        self.strings, self.otherwise, self.slug, self.bare = strings, otherwise, slug, bare

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

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        return _put_day(page, number(self.days, row), self.make)


cdef int _put_day(Out page, long long day, make) except -1:
    cdef char said[12]
    cdef long of_era, era, year, of_year, month
    if day < -719_528 or day > 2_932_896:  # 0000-01-01, 9999-12-31
        return _put_str(page, make(day))
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


cdef int _put_str(Out page, str said) except -1:
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
        return put(page, self.bytes.data + begin + sizeof(size), size)

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
        return _put_str(page, made[row])

    cdef int fill(self, Page page, list keys) except -1:
        if page.made is None:
            page.made = {}
        made = zip(keys, self.make(page.run, keys), strict=True)
        page.made.setdefault(self, {}).update(made)
        return 0


cdef class Label(Writer):
    """The first of an owner's texts in the language that ranks first (the lowest number)."""

    cdef Numbers begins, langs, ranks
    cdef Text texts

    def __init__(self, Numbers begins, Numbers langs, Numbers ranks, Strings texts, Writer otherwise):
        self.begins, self.langs, self.ranks = begins, langs, ranks
        self.texts = Text(texts, otherwise)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long first = number(self.begins, row), end = number(self.begins, row + 1)
        cdef long long best = first, rank, lowest = 0
        if first >= end:
            return self.texts.otherwise.put(page, row)
        if first + 1 < end:
            lowest = number(self.ranks, number(self.langs, first))
            while lowest and first + 1 < end:
                first += 1
                rank = number(self.ranks, number(self.langs, first))
                if rank < lowest:
                    best, lowest = first, rank
        return self.texts.put(page, best)


cdef class Members(Writer):
    """A list of what its members show. Without `begins` each owner has the one of its number."""

    cdef Numbers begins
    cdef Writer member

    def __init__(self, Numbers begins, Writer member):
        self.begins, self.member = begins, member

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long first = row, end = row + 1, at
        if self.begins is not None:
            first, end = number(self.begins, row), number(self.begins, row + 1)
        page.read += end - first
        sign(page, c"[")
        for at in range(first, end):
            if at > first:
                sign(page, c",")
            self.member.put(page, at)
        return sign(page, c"]")


cdef class Only(Members):
    """What the one member shows, where there is one."""

    cdef Writer otherwise

    def __init__(self, Numbers begins, Writer member, Writer otherwise):
        Members.__init__(self, begins, member)
        self.otherwise = otherwise

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef long long first = row, count = 1
        if self.begins is not None:
            first = number(self.begins, row)
            count = number(self.begins, row + 1) - first
        page.read += count
        if not count:
            return self.otherwise.put(page, row)
        if count > 1:
            raise UnfitError
        return self.member.put(page, first)


cdef class Where(Writer):
    """One thing where all bitmaps say yes, else another."""

    cdef tuple bits
    cdef Writer then, otherwise

    def __init__(self, bits, Writer then, Writer otherwise):
        self.bits, self.then, self.otherwise = tuple(bits), then, otherwise

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef Bits one
        for one in self.bits:
            if not bit(one, row):
                return self.otherwise.put(page, row)
        return self.then.put(page, row)


cdef class Beside(Writer):
    """A number for the place in the page, whatever its row."""

    cdef Numbers numbers

    def __init__(self, Numbers numbers):
        self.numbers = numbers

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        return put_number(page, number(self.numbers, page.place))


cdef class Noted(Writer):
    """One of some texts, as was noted for the place in the page."""

    cdef tuple said

    def __init__(self, said):
        self.said = tuple([one.encode() for one in said])

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef bytes said = <bytes>self.said[number(page.notes, page.place)]
        return put(page, said, len(said))


def written(Writer writer, run, rows, null):
    """The text of each row, `null` for the row -1; how many rows of lists were read, and how
    many texts were ready.

    Raises: UnfitError, SnapshotMismatchError, and whatever making what is missing raises.
    """
    cdef Page page = Page()
    cdef list ends = [], found = []
    cdef Py_ssize_t begin = 0, end
    page.run = run
    _put_all(writer, page, rows, ends, together=False)
    for end in ends:
        found.append(null if end < 0 else decoded(page.data + begin, end - begin))
        begin = max(begin, end)
    return found, page.read, page.kept


def listed(Writer writer, run, rows, notes):
    """The same of all rows as one list; `notes` are those of each place."""
    cdef Page page = Page()
    page.run, page.notes = run, Numbers(notes)
    _put_all(writer, page, rows, None, together=True)
    return decoded(page.data, page.size), page.read, page.kept


cdef int _put_all(Writer writer, Page page, rows, list ends, bint together) except -1:
    """Write all rows, again as long as something is missing. The end of no record is -1."""
    cdef Numbers numbers = None if isinstance(rows, list) else Numbers(rows)
    cdef Py_ssize_t count = len(rows), row
    for _ in range(ROUNDS):
        page.read = page.size = 0
        if together:
            sign(page, c"[")
        else:
            ends.clear()
        for page.place in range(count):
            row = rows[page.place] if numbers is None else number(numbers, page.place)
            if together and page.place:
                sign(page, c",")
            if row != -1:
                writer.put(page, row)
            if not together:
                ends.append(-1 if row == -1 else page.size)
        if page.missing is None:
            return sign(page, c"]") if together else 0
        _fill(page)
    raise UnfitError


cdef int _fill(Page page) except -1:
    """Make what is missing."""
    cdef dict missing = page.missing
    cdef Writer writer
    page.missing, page.kept = None, 0
    for writer, keys in missing.items():
        writer.fill(page, sorted(keys))
    return 0


def rows(list literals, list columns, list dated, make):
    """Rows of numbers side by side as one list: literals, and between them what columns hold.

    Which columns are `dated` is told for each; `make` as of `Day`.
    """
    cdef Out page = Out()
    cdef Py_ssize_t count = len(columns), at, row
    cdef Numbers one
    cdef bytes said
    cdef list read = [Numbers(column) for column in columns]
    cdef Py_ssize_t size = min([one.size for one in read]) if count else 0
    sign(page, c"[")
    for row in range(size):
        if row:
            sign(page, c",")
        for at in range(count):
            said = <bytes>literals[at]
            put(page, said, len(said))
            one = <Numbers>read[at]
            if dated[at]:
                _put_day(page, number(one, row), make)
            else:
                put_number(page, number(one, row))
        said = <bytes>literals[count]
        put(page, said, len(said))
    sign(page, c"]")
    return decoded(page.data, page.size)
