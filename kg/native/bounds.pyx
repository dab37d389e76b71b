"""How do events stand to a window, by the bounds of their dates?

Equals: kg.index.reach.Lengths, kg.index.bins.counts, as each method says
"""

from array import array

from libc.limits cimport LLONG_MAX, LLONG_MIN

from kg.native.reading cimport below

cdef Py_ssize_t before(
    const long long[:] days, Py_ssize_t low, Py_ssize_t high, long long day
) except -1:
    """Where in a stretch of ascending days those begin that do not lie before one."""
    cdef Py_ssize_t middle
    while low < high:
        middle = (low + high) >> 1
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


cdef Py_ssize_t after(const long long[:] days, Py_ssize_t size, long long day) except -1:
    """How many of the first ascending days do not lie after one."""
    return size if day == LLONG_MAX else before(days, 0, size, day + 1)


cdef long long less(long long day, long long length) noexcept:
    """So many days before a day; before the first of all there is none."""
    return day - length if day >= LLONG_MIN + length else LLONG_MIN


DEF AT_ONCE = 64  # as in bounds.pxd
DEF EVERY = 64  # as there

cdef class Bounds:

    def __init__(
        self, starting, start_earliest, start_latest, end_earliest, end_latest, vague, dated
    ):
        self.starting = starting
        self.start_earliest, self.start_latest = start_earliest, start_latest
        self.end_earliest, self.end_latest = end_earliest, end_latest
        self.clear, self.dated = vague is None, dated
        self.marks = array("q", starting[:dated:EVERY].tolist())
        if not self.clear:
            self.vague = vague

    cdef Py_ssize_t before(self, long long day) except -1:
        """How many dated events start before a day.

        Equals: before(self.starting, 0, self.dated, day)
        """
        cdef Py_ssize_t mark = before(self.marks, 0, self.marks.shape[0], day)
        if not mark:
            return 0
        return before(self.starting, (mark - 1) * EVERY + 1, min(mark * EVERY, self.dated), day)

    cdef Py_ssize_t after(self, long long day) except -1:
        """How many dated events do not start after a day."""
        return self.dated if day == LLONG_MAX else self.before(day + 1)

    cdef Py_ssize_t load(self, const unsigned int[:] rows, Py_ssize_t at) except -1:
        """Take up the next rows; how many."""
        cdef Py_ssize_t i, size = min(AT_ONCE, rows.shape[0] - at)
        for i in range(size):
            self.rows[i] = rows[at + i]
        return size

    cdef int read(self, Py_ssize_t size) except -1:
        """Read the bounds of so many rows that were taken up."""
        cdef Py_ssize_t i, row
        for i in range(size):
            row = self.rows[i]
            self.starts[i] = self.start_earliest[row]
            self.began[i] = self.start_latest[row]
            self.ended[i] = self.end_earliest[row]
            self.ends[i] = self.end_latest[row]
            self.odd[i] = 0 if self.clear else self.vague[row]
        return 0

    cdef int judge(
        self,
        Py_ssize_t size,
        long long first,
        long long last,
        Py_ssize_t begin,
        Py_ssize_t beyond,
    ) except -1:
        """Judge so many rows that were taken up by a window that has begun with the events from
        `begin` on, and before those from `beyond` on. Of most one bound is read.
        """
        cdef Py_ssize_t i, row
        for i in range(size):
            self.began[i] = self.start_latest[self.rows[i]]
        for i in range(size):
            row = self.rows[i]
            self.odd[i] = 0 if self.clear else self.vague[row]
            self.may[i] = row < beyond
            self.must[i] = row < beyond and self.began[i] <= last
            if row < begin:
                self.may[i] = self.end_latest[row] >= first
                self.must[i] = self.must[i] and self.end_earliest[row] >= first
            if self.odd[i] == UNDATED:
                self.may[i], self.must[i] = True, False
        return 0

    def reach(
        self,
        long long stop_day,
        long long soonest,
        const long long[::1] lengths,
        const unsigned int[::1] longer,
        const long long[::1] begins,
        Py_ssize_t light,
    ):
        """Rows where a reach has short events, where it begins, is inside its window, and stops;
        and a stretch of `longer`.

        Of each of the lengths the longer events lie from `begins` on.
        Equals: kg.index.reach.Lengths.reach, before ends are looked at
        """
        cdef Py_ssize_t stop = self.before(stop_day)
        cdef Py_ssize_t inside = self.before(soonest)
        cdef Py_ssize_t at, near, end, cost
        cdef Py_ssize_t nearest = 0, first = 0, low = 0, high = 0, least = -1
        for at in range(lengths.shape[0]):
            near = min(self.before(less(soonest, lengths[at])), stop)
            nearest = near if not at else nearest
            end = below(longer, begins[at], begins[at + 1], near)
            cost = end - begins[at] + (stop - near) // light
            if least < 0 or cost < least:
                least, first, low, high = cost, near, begins[at], end
        return nearest, first, min(inside, stop), stop, low, high

    def lasting(self, const unsigned int[::1] rows, long long day, unsigned int[::1] found):
        """Those of these rows that last until a day or longer; how many they are.

        Equals: kg.index.reach.Lengths.reach, where the ends of long events are looked at
        """
        cdef Py_ssize_t i, count = 0
        for i in range(rows.shape[0]):
            if self.end_latest[rows[i]] >= day:
                found[count] = rows[i]
                count += 1
        return count

    def overlapping(
        self,
        const unsigned int[:] rows,
        long long first,
        long long last,
        unsigned char[::1] possible,
        unsigned char[::1] certain,
    ):
        """Which rows possibly and certainly share a day with a window, by their bounds alone.

        Whether there are any of which the bounds do not say all.
        Equals: kg.index.reach.Lengths.overlapping, before these are judged
        """
        cdef Py_ssize_t begin = self.before(first)
        cdef Py_ssize_t beyond = self.after(last)
        cdef Py_ssize_t at, i, size
        cdef bint odd = False
        for at in range(0, rows.shape[0], AT_ONCE):
            size = self.load(rows, at)
            self.judge(size, first, last, begin, beyond)
            for i in range(size):
                odd |= self.odd[i] == ODD
                possible[at + i], certain[at + i] = self.may[i], self.must[i]
        return odd

    def within(
        self,
        const unsigned int[:] rows,
        const unsigned char[:] sure,
        long long first,
        long long last,
        unsigned int[::1] found,
        unsigned char[::1] certain,
    ):
        """Those rows that possibly share a day with a window, and which of them certainly do, where
        they are `sure`: how many; -1 where the bounds of one do not say all.

        Equals: kg.query.rows.kept of the rows that Bounds.overlapping tells
        """
        cdef Py_ssize_t begin = self.before(first)
        cdef Py_ssize_t beyond = self.after(last)
        cdef Py_ssize_t at, i, size, count = 0
        for at in range(0, rows.shape[0], AT_ONCE):
            size = self.load(rows, at)
            self.judge(size, first, last, begin, beyond)
            for i in range(size):
                if self.odd[i] == ODD:
                    return -1
                if self.may[i]:
                    found[count], certain[count] = rows[at + i], sure[at + i] and self.must[i]
                    count += 1
        return count

    def counts(
        self,
        const unsigned int[:] rows,
        const long long[::1] starts,
        const long long[::1] ends,
        long long[::1] certain,
        long long[::1] possible,
    ):
        """How many rows share a day with each slot; how many are not counted, being vague otherwise.

        Shape:  `certain` and `possible` are zeros, one more than slots.
        Equals: kg.index.bins.counts, of rows of which the bounds say all
        """
        cdef Py_ssize_t at, i, size, low = 0, high = 0, others = 0, slots = starts.shape[0]
        for at in range(0, rows.shape[0], AT_ONCE):
            size = self.load(rows, at)
            self.read(size)
            for i in range(size):
                if self.odd[i]:
                    others += 1
                    continue
                low = covered(starts, ends, self.began[i], self.ended[i], certain, low)
                high = covered(starts, ends, self.starts[i], self.ends[i], possible, high)
        for i in range(1, slots):
            certain[i] += certain[i - 1]
            possible[i] += possible[i - 1]
        return others


cdef Py_ssize_t covered(
    const long long[::1] starts,
    const long long[::1] ends,
    long long first,
    long long last,
    long long[::1] steps,
    Py_ssize_t near,
):
    """Add one where the slots begin that two days span, take it off after them; where that is.

    `near` is a slot that is likely to hold the first day.
    """
    cdef Py_ssize_t size = starts.shape[0], low, high
    if near < size and starts[near] <= first <= ends[near]:
        low = near
    else:
        low = before(ends, 0, size, first)
    if low == size or starts[low] > last:  # ends before the first slot, or between its own days
        return low
    high = low + 1
    if high < size and starts[high] <= last:
        high = after(starts, size, last)
    steps[low] += 1
    steps[high] -= 1
    return low
