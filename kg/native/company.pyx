"""Who was most often with a member?

Equals: kg.network.shared.co_participants, where the lists say who was with a member
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc

from kg.native.bounds cimport ODD, Bounds
from kg.native.reading cimport below

DEF AT_ONCE = 64  # as in bounds.pxd

ctypedef unsigned int number

cdef struct Best:
    number member
    number certain
    number possible


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
           belong the `members` from its place in `offsets` on, and its days. In how many events
           members are `possible`, and `unsure`, is counted for one question at a time.
    """

    cdef const number[::1] lists, rows, offsets, members
    cdef const int[::1] begun, ends
    cdef Py_ssize_t size, met, ties, waiting
    cdef number *possible
    cdef number *unsure
    cdef number *those
    cdef bint doubted, odd
    cdef number[AT_ONCE] places

    def __cinit__(self, lists, rows, offsets, members, begun, ends, Py_ssize_t size):
        self.lists, self.rows, self.offsets, self.members = lists, rows, offsets, members
        self.begun, self.ends, self.size = begun, ends, size
        self.possible = <number *>PyMem_Calloc(max(size, 1), sizeof(number))
        self.unsure = <number *>PyMem_Calloc(max(size, 1), sizeof(number))
        self.those = <number *>PyMem_Malloc((size + 1) * sizeof(number))
        if not (self.possible and self.unsure and self.those):
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.possible)
        PyMem_Free(self.unsure)
        PyMem_Free(self.those)

    def most(
        self,
        Py_ssize_t member,
        reach,
        window,
        Py_ssize_t actors,
        seen,
        Py_ssize_t budget,
        number[::1] found,
        number[::1] certain,
        number[::1] possible,
    ):
        """Who was most often with a member, in events that share a day with a window: as many as
        there is room for. How many; -1 where the bounds of an event before it do not say all, or
        more ties than the budget would be looked at.

        `reach` is a `kg.index.Reach`, `window` bounds and the days of a window; None and None
        where every event counts. Those within reach that begin in the window have bounds that
        say all. Only members below `actors` that are `seen` (None: all) are told.
        """
        cdef Py_ssize_t begin = self.lists[member], end = self.lists[member + 1], count
        cdef Py_ssize_t low = begin, high = end
        cdef Bounds bounds = None
        cdef long long last = 0
        if window is not None:
            bounds, _, last = window
            low = below(self.rows, begin, end, reach[2])
            high = below(self.rows, low, end, reach[3])
        self.ties, self.odd = high - low + self.offsets[high] - self.offsets[low], False
        try:
            if self.ties <= budget:
                self.count(low, high)
                if bounds is not None:
                    self.doubt_later(low, high, last)
                    self.count_early(begin, low, reach, window, budget)
            if self.odd or self.ties > budget:
                return -1
            count = min(found.shape[0], certain.shape[0], possible.shape[0])
            return self.told(count, member, actors, seen, found, certain, possible)
        finally:
            self.forget()

    cdef int count_early(
        self, Py_ssize_t begin, Py_ssize_t low, reach, window, Py_ssize_t budget
    ) except -1:
        """Count the events before a stretch that reach into the window."""
        cdef const number[::1] early = reach[0]
        cdef Py_ssize_t close = below(self.rows, begin, low, reach[1]), at = begin, i
        cdef long long after = window[1]
        for i in range(early.shape[0] if begin < close else 0):
            at = below(self.rows, at, close, early[i])
            if at < close and self.rows[at] == early[i]:
                self.judge_later(at, reach, window, budget)
        for i in range(close, low):
            if self.ends[i] >= after:
                self.judge_later(i, reach, window, budget)
        return self.judge(reach, window, budget)

    cdef int judge_later(self, Py_ssize_t place, reach, window, Py_ssize_t budget) except -1:
        """Take up a place, to be judged with others."""
        self.places[self.waiting] = <number>place
        self.waiting += 1
        return self.judge(reach, window, budget) if self.waiting == AT_ONCE else 0

    cdef int judge(self, reach, window, Py_ssize_t budget) except -1:
        """Count those of the places taken up that share a day with the window, if there may be
        so many.
        """
        cdef Py_ssize_t i, place, size = self.waiting
        cdef Bounds bounds = window[0]
        self.waiting = 0
        for i in range(size):
            bounds.rows[i] = self.rows[self.places[i]]
        bounds.judge(size, window[1], window[2], reach[2], reach[3])
        for i in range(size):
            place = self.places[i]
            self.odd = self.odd or bounds.odd[i] == ODD
            self.ties += self.offsets[place + 1] - self.offsets[place] + 1
            if bounds.may[i] and not self.odd and self.ties <= budget:
                self.count(place, place + 1)
                if not bounds.must[i]:
                    self.doubt(place)
        return 0

    cdef int doubt_later(self, Py_ssize_t low, Py_ssize_t high, long long last) except -1:
        """Note those events of a stretch that may begin only when the window is over."""
        cdef Py_ssize_t i
        for i in range(low, high):
            if self.begun[i] > last:
                self.ties += self.offsets[i + 1] - self.offsets[i] + 1
                self.doubt(i)
        return 0

    cdef Py_ssize_t told(
        self,
        Py_ssize_t room,
        Py_ssize_t member,
        Py_ssize_t actors,
        seen,
        number[::1] found,
        number[::1] certain,
        number[::1] possible,
    ) except -1:
        """The best of those who were counted; how many."""
        cdef Py_ssize_t i, size = 0
        cdef const unsigned char[::1] marks
        cdef Best one
        cdef bint every = seen is None
        cdef Best *best = <Best *>PyMem_Malloc((room + 1) * sizeof(Best))
        if best is NULL:
            raise MemoryError
        try:
            if not every:
                marks = seen
            for i in range(self.met):
                one.member = self.those[i]
                one.possible = self.possible[one.member]
                if size == room and (not size or one.possible < best[size - 1].possible):
                    continue
                if one.member >= actors or one.member == member:
                    continue
                if not every and not marks[one.member]:
                    continue
                one.certain = one.possible - self.unsure[one.member]
                size = placed(best, size, room, &one)
            for i in range(size):
                found[i], certain[i] = best[i].member, best[i].certain
                possible[i] = best[i].possible
            return size
        finally:
            PyMem_Free(best)

    cdef void forget(self) noexcept:
        """Count anew from here on."""
        cdef Py_ssize_t i
        for i in range(self.met):
            self.possible[self.those[i]] = 0
        if self.doubted:
            for i in range(self.met):
                self.unsure[self.those[i]] = 0
        self.met, self.waiting, self.doubted = 0, 0, False

    cdef int count(self, Py_ssize_t low, Py_ssize_t high) except -1:
        """Count who was in the events at these places."""
        cdef number *possible = self.possible
        cdef number *those = self.those
        cdef Py_ssize_t i, begin, end, met = self.met, size = self.size
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
                self.met = met
                raise IndexError("an event names a member that there is not")
            those[met] = one  # written each time: whether it stays is no matter of guessing
            met += not possible[one]
            possible[one] += 1
        self.met = met
        return 0

    cdef int doubt(self, Py_ssize_t place) except -1:
        """Note that one event counts only possibly: its members have been counted."""
        cdef Py_ssize_t i
        self.doubted = True
        for i in range(self.offsets[place], self.offsets[place + 1]):
            self.unsure[self.members[i]] += 1
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
