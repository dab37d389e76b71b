"""How do the texts of rows become a page?

A tree of writers goes from rows to JSON. Before a row is written, what its writers will read is
fetched for many rows together, step by step: where a step needs what the one before it read,
memory was asked for that long ago. When all rows were seen, what is missing of them is made at
once, and all is written again.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc

from kg.native import UnfitError
from kg.native.reading cimport PAD, Bits, Numbers, Out, Strings
from kg.native.reading cimport apart, bit, decoded, fetch_number, number, peek, put, put_number
from kg.native.reading cimport put_padded, sign, sound
from kg.native.texts cimport Page, Text, Writer, put_day

from array import array

cdef enum:
    AHEAD = 64  # rows whose reads need not wait for one another
    MANY = 16  # members of a list that are fetched
    STEPS = 8  # of reading, at most
    ROUNDS = 4  # a text that is gone again so often has no room


cdef struct Piece:
    const char *said
    Py_ssize_t size
    void *writer  # what follows; NULL behind the last


cdef class Object(Writer):
    """Literals, and between them what writers write of the same row."""

    cdef tuple writers
    cdef bytes literals  # end to end, each with room behind it
    cdef Piece *pieces

    def __cinit__(self, literals, writers):
        cdef Py_ssize_t at, begin = 0
        cdef bytes one
        said, self.writers = [text.encode() for text in literals], tuple(writers)
        if len(said) != len(self.writers) + 1:
            raise ValueError("literals stand around writers")
        self.literals = b"".join([one + bytes(PAD) for one in said])
        self.pieces = <Piece *>PyMem_Malloc(len(said) * sizeof(Piece))
        if self.pieces is NULL:
            raise MemoryError
        for at, one in enumerate(said):
            self.pieces[at].said = <const char *>self.literals + begin
            self.pieces[at].size = len(one)
            self.pieces[at].writer = NULL
            begin += len(one) + PAD
        for at, writer in enumerate(self.writers):
            if not isinstance(writer, Writer):
                raise TypeError(writer)
            self.pieces[at].writer = <void *>writer
            self.steps |= (<Writer>writer).steps

    def __dealloc__(self):
        PyMem_Free(self.pieces)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef Piece *piece = self.pieces
        while piece.writer is not NULL:
            put_padded(page, piece.said, piece.size)
            (<Writer>piece.writer).put(page, row)
            piece += 1
        return put_padded(page, piece.said, piece.size)

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        cdef Piece *piece = self.pieces
        while piece.writer is not NULL:
            if (<Writer>piece.writer).steps >> step & 1:
                (<Writer>piece.writer).fetch(row, step)
            piece += 1
        return 0


cdef class Label(Writer):
    """The first of an owner's texts in the language that ranks first (the lowest number)."""

    cdef Numbers begins, langs, ranks
    cdef Text texts

    def __init__(self, Numbers begins, Numbers langs, Numbers ranks, Strings texts, Writer otherwise):
        self.begins, self.langs, self.ranks = begins, langs, ranks
        self.texts = Text(texts, otherwise)
        self.steps = apart(begins) | self.texts.steps << 1

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        if not step:
            return fetch_number(self.begins, row)
        return self.texts.fetch(peek(self.begins, row), step - 1)

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
        self.steps = member.steps if begins is None else apart(begins) | member.steps << 1

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        cdef long long first, end, at
        if self.begins is None:
            return self.member.fetch(row, step)
        if not step:
            return fetch_number(self.begins, row)
        first, end = peek(self.begins, row), peek(self.begins, row + 1)
        end = min(end, first + MANY)
        if step == 1:  # they lie side by side
            self.member.fetch(first, 0)
            return self.member.fetch(end - 1, 0)
        for at in range(first, end):
            self.member.fetch(at, step - 1)
        return 0

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
        self.steps = then.steps

    cdef int fetch(self, Py_ssize_t row, int step) noexcept:
        return self.then.fetch(row, step)

    cdef int put(self, Page page, Py_ssize_t row) except -1:
        cdef Bits one
        for one in self.bits:
            if not bit(one, row):
                return self.otherwise.put(page, row)
        return self.then.put(page, row)


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
    """The same of all rows as one list, in bytes; `notes` are columns of numbers by place."""
    cdef Page page = Page()
    page.run, page.notes = run, [Numbers(one) for one in notes]
    _put_all(writer, page, rows, None, together=True)
    return sound(page.data, page.size), page.read, page.kept


cdef int _put_all(Writer writer, Page page, rows, list ends, bint together) except -1:
    """Write all rows, again as long as something is missing. The end of no record is -1."""
    cdef Numbers numbers = Numbers(array("q", rows) if isinstance(rows, list) else rows)
    cdef Py_ssize_t row
    for _ in range(ROUNDS):
        page.read = page.size = 0
        if together:
            sign(page, c"[")
        else:
            ends.clear()
        for page.place in range(numbers.size):
            if not page.place % AHEAD:
                _fetch(writer, numbers, page.place, min(page.place + AHEAD, numbers.size))
            row = number(numbers, page.place)
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


cdef int _fetch(Writer writer, Numbers rows, Py_ssize_t first, Py_ssize_t stop) noexcept:
    """Fetch what will be read of some rows."""
    cdef Py_ssize_t at
    cdef int step
    for step in range(STEPS):
        if writer.steps >> step & 1:
            for at in range(first, stop):
                writer.fetch(peek(rows, at), step)
    return 0


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
                put_day(page, number(one, row), make)
            else:
                put_number(page, number(one, row))
        said = <bytes>literals[count]
        put(page, said, len(said))
    sign(page, c"]")
    return decoded(page.data, page.size)

