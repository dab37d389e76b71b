"""Who was most often with a member?

Equals: kg.network.shared.co_participants, for who was with members by their lists
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc

from kg.native.reading cimport below

ctypedef unsigned int number

cdef struct Best:
    number member
    number certain
    number possible


cdef struct Count:
    number possible
    number unsure


cdef bint before(Best *one, Best *two) noexcept:
    """Whether one stands before another: shared more, certainly more, or has the lesser number."""
    if one.possible != two.possible:
        return one.possible > two.possible
    if one.certain != two.certain:
        return one.certain > two.certain
    return one.member < two.member


cdef class Company:
    """The events of members, and who else was in each (`kg.network.company`).

    Shape: `lists` says where the events of each member begin in `rows`; to each place there
           belong the `members` from its place in `offsets` on, and its days.
    """

    cdef const number[::1] lists, rows, offsets, members
    cdef const int[::1] begun, ends
    cdef Py_ssize_t size, touched
    cdef Count *counts
    cdef number *met

    def __cinit__(self, lists, rows, offsets, members, begun, ends, Py_ssize_t size):
        self.lists, self.rows, self.offsets, self.members = lists, rows, offsets, members
        self.begun, self.ends, self.size = begun, ends, size
        self.counts = <Count *>PyMem_Calloc(max(size, 1), sizeof(Count))
        self.met = <number *>PyMem_Malloc(max(size, 1) * sizeof(number))
        if not (self.counts and self.met):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.counts)
        PyMem_Free(self.met)

    def stretch(
        self,
        Py_ssize_t member,
        const number[::1] early,
        Py_ssize_t near,
        Py_ssize_t first,
        Py_ssize_t stop,
        long long after,
        number[::1] found,
    ):
        """The places of a member's events that count: a stretch; how many others they have.

        And how many places were `found` before it that may count: of `early` rows, and of rows
        from `near` on that last until `after` or longer.
        """
        cdef Py_ssize_t begin = self.lists[member], end = self.lists[member + 1], i, at, count = 0
        cdef Py_ssize_t close = below(self.rows, begin, end, near)
        cdef Py_ssize_t low = below(self.rows, close, end, first)
        cdef Py_ssize_t high = below(self.rows, low, end, stop)
        at = begin
        for i in range(early.shape[0] if begin < close else 0):
            at = below(self.rows, at, close, early[i])
            if at < close and self.rows[at] == early[i]:
                found[count] = <number>at
                count += 1
        for i in range(close, low):
            if self.ends[i] >= after:
                found[count] = <number>i
                count += 1
        return low, high, <Py_ssize_t>self.offsets[high] - <Py_ssize_t>self.offsets[low], count

    def most(
        self,
        Py_ssize_t low,
        Py_ssize_t high,
        by,
        const number[::1] places,
        const signed char[::1] levels,
        Py_ssize_t first,
        Py_ssize_t member,
        Py_ssize_t actors,
        seen,
    ):
        """Who was most often with a member, in the events at some places; and how many ties were
        looked at twice.

        All from `low` up to before `high` count, surely if they have begun `by` that day (None:
        surely in any case); those at `places` as surely as their levels say.
        Shape: lists of members below `actors` that are `seen`, certain and possible counts.
        """
        cdef Py_ssize_t i, again = 0, count = 0
        cdef bint doubted = by is not None
        cdef long long day = by if doubted else 0
        cdef const unsigned char[::1] marks
        cdef Best *best = NULL
        cdef Best one
        cdef bint every = seen is None
        if not every:
            marks = seen
        first = max(first, 0)
        try:
            for i in range(places.shape[0]):
                again += self.offsets[places[i] + 1] - self.offsets[places[i]] + 1
                if levels[i] > 0:
                    self.count(places[i], places[i] + 1)
                if levels[i] == 1:
                    self.doubt(places[i])
            self.count(low, high)
            if doubted:
                for i in range(low, high):
                    if self.begun[i] > day:
                        again += self.offsets[i + 1] - self.offsets[i] + 1
                        self.doubt(i)
            best = <Best *>PyMem_Malloc((first + 1) * sizeof(Best))
            if best is NULL:
                raise MemoryError
            for i in range(self.touched):
                one.member = self.met[i]
                one.possible = self.counts[one.member].possible
                if count == first and (not count or one.possible < best[count - 1].possible):
                    continue
                if one.member >= actors or one.member == member:
                    continue
                if not every and not marks[one.member]:
                    continue
                one.certain = one.possible - self.counts[one.member].unsure
                count = placed(best, count, first, &one)
            self.forget()  # before anything of Python's is made, which may let another thread run
            return (
                [best[i].member for i in range(count)],
                [best[i].certain for i in range(count)],
                [best[i].possible for i in range(count)],
                again,
            )
        finally:
            PyMem_Free(best)
            self.forget()

    cdef void forget(self) noexcept:
        """Count anew from here on."""
        cdef Py_ssize_t i
        for i in range(self.touched):
            self.counts[self.met[i]] = Count(0, 0)
        self.touched = 0

    cdef int count(self, Py_ssize_t low, Py_ssize_t high) except -1:
        """Count who was in the events at these places."""
        cdef Count *counts = self.counts
        cdef number *met = self.met
        cdef Py_ssize_t i, begin, end, touched = self.touched, size = self.size
        cdef const number *members
        cdef number one
        if low >= high:
            return 0
        begin, end = self.offsets[low], self.offsets[high]
        if begin >= end:
            return 0
        members = &self.members[begin]
        self.members[end - 1]  # so that what lies between is there, too
        for i in range(end - begin):
            one = members[i]
            if one >= size:
                self.touched = touched
                raise IndexError("an event names a member that there is not")
            if not counts[one].possible:
                met[touched] = one
                touched += 1
            counts[one].possible += 1
        self.touched = touched
        return 0

    cdef int doubt(self, Py_ssize_t place) except -1:
        """Note that one event counts only possibly: its members have been counted."""
        cdef Py_ssize_t i
        for i in range(self.offsets[place], self.offsets[place + 1]):
            self.counts[self.members[i]].unsure += 1
        return 0


cdef Py_ssize_t placed(Best *best, Py_ssize_t count, Py_ssize_t most, Best *one) noexcept:
    """Put one among the best, of which there are so many at most; how many there are then."""
    cdef Py_ssize_t at
    if count == most:
        if not before(one, &best[count - 1]):
            return count
        count -= 1
    at = count
    while at and before(one, &best[at - 1]):
        best[at] = best[at - 1]
        at -= 1
    best[at] = one[0]
    return count + 1
