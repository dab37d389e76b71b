"""Which events stand in all of these lists, within reach, and how do they stand to a window?

Equals: kg.query.plan.Plan.rows, cut to a stretch
"""

cimport cython
from cpython.buffer cimport PyBUF_CONTIG_RO, PyBUF_FORMAT, PyBuffer_Release, PyObject_GetBuffer

from kg.native.bounds cimport ODD, Bounds

DEF MOST = 8  # lists, and four buffers for each
DEF AT_ONCE = 64  # as in bounds.pxd

ctypedef unsigned int number

cdef struct Listed:
    # Rows of events, ascending; or of parts, whose owners those are, and which begin with each
    # event at a place of `begins`; or NULL for every event. Read from `at` up to `stop`.
    const number *rows
    Py_ssize_t size
    const number *owners
    Py_ssize_t parts
    const number *begins
    Py_ssize_t events
    const unsigned char *longer  # a bit for each row, or NULL
    Py_ssize_t bits
    Py_ssize_t at
    Py_ssize_t stop


cdef const number *numbers(object given, Py_buffer *view, Py_ssize_t *size) except? NULL:
    """The numbers of an array, which its buffer keeps alive."""
    PyObject_GetBuffer(given, view, PyBUF_CONTIG_RO | PyBUF_FORMAT)
    if view.ndim != 1 or view.itemsize != sizeof(number) or view.format[0] not in b"IL":
        PyBuffer_Release(view)
        raise ValueError("these are no row numbers")
    size[0] = view.shape[0]
    return <const number *>view.buf


cdef int is_short(Listed *one, Py_ssize_t at) except -1:
    """Whether it is known that the event at a place of a list is a short one."""
    cdef number row
    if one.longer is NULL:
        return False
    row = one.rows[at]
    if row >= one.bits:
        raise IndexError("a list names a row that there is not")
    return not one.longer[row >> 3] >> (row & 7) & 1


cdef Py_ssize_t event(Listed *one, Py_ssize_t at) except -1:
    """The event at a place of a list."""
    cdef number row
    if one.rows is NULL:
        return at
    row = one.rows[at]
    if one.owners is NULL:
        return row
    if row >= one.parts:
        raise IndexError("a list names a part that there is not")
    return one.owners[row]


cdef Py_ssize_t place(Listed *one, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t wanted) except -1:
    """Where in a stretch of a list the events begin that are not below one.

    Cost: O(log distance): what is near is found soon.
    """
    cdef Py_ssize_t step = 1, low = at, high = at, middle
    while high < stop and event(one, high) < wanted:
        low = high + 1
        high += step
        step *= 2
    high = min(high, stop)
    while low < high:
        middle = (low + high) >> 1
        if event(one, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef Py_ssize_t mark(Listed *one, Py_ssize_t at, Py_ssize_t wanted) except -1:
    """Where from a place of a list on the events begin that are not below one."""
    cdef Py_ssize_t low = at, high = one.size, middle
    if one.rows is NULL:
        return max(at, min(wanted, one.size))
    if one.owners is not NULL:
        if wanted >= one.events:
            raise IndexError("a list is asked for events that there are not")
        wanted = one.begins[wanted]
    while low < high:
        middle = (low + high) >> 1
        if one.rows[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef Py_ssize_t rarest(Listed *lists, Py_ssize_t count) noexcept:
    """Which list has the shortest stretch."""
    cdef Py_ssize_t i, found = 0
    for i in range(1, count):
        if lists[i].stop - lists[i].at < lists[found].stop - lists[found].at:
            found = i
    return found


cdef Py_ssize_t meet(
    Listed *lists, Py_ssize_t count, number *found, Py_ssize_t room, bint lasting
) except -1:
    """The next events that all stretches have, each once, while there is room; how many.

    The stretches are read on from where they were left. Of `lasting` ones short events may be
    left out.
    """
    cdef Py_ssize_t i, wanted, here, size = 0, first = rarest(lists, count)
    cdef Listed *driver = &lists[first]
    cdef Listed *other
    while driver.at < driver.stop and size < room:
        if lasting and is_short(driver, driver.at):
            driver.at += 1
            continue
        wanted = event(driver, driver.at)
        for i in range(count):
            if i == first:
                continue
            other = &lists[i]
            other.at = place(other, other.at, other.stop, wanted)
            if other.at == other.stop:
                driver.at = driver.stop
                return size
            here = event(other, other.at)
            if here > wanted:
                driver.at = place(driver, driver.at, driver.stop, here)
                break
        else:
            found[size] = <number>wanted
            size += 1
            driver.at += 1
            while driver.at < driver.stop and event(driver, driver.at) == wanted:
                driver.at += 1
    return size


@cython.no_gc  # as the classes of kg.native.reading that hold buffers
cdef class Taking:
    """What is taken of the events that all lists have, from one end, until there are enough."""

    cdef Py_buffer[4 * MOST] views
    cdef Listed[MOST] lists
    cdef Py_ssize_t held, count, taken, wanted, begin, beyond
    cdef long long first_day, last_day
    cdef Bounds bounds
    cdef bint from_end, surely, odd, lasting
    cdef number[::1] found
    cdef unsigned char[::1] certain
    cdef number[AT_ONCE] rows

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.held):
            PyBuffer_Release(&self.views[i])

    cdef const number *numbers(self, object given, Py_ssize_t *size) except? NULL:
        """The numbers of an array, which is held."""
        cdef const number *found = numbers(given, &self.views[self.held], size)
        self.held += 1
        return found

    cdef const unsigned char *octets(self, object given, Py_ssize_t *bits) except? NULL:
        """The octets of an array, which is held, and how many bits they have."""
        cdef Py_buffer *view = &self.views[self.held]
        PyObject_GetBuffer(given, view, PyBUF_CONTIG_RO)
        self.held += 1
        if view.itemsize != 1:
            raise ValueError("these are no octets")
        bits[0] = 8 * view.len
        return <const unsigned char *>view.buf

    cdef int hold(self, lists, early, Py_ssize_t events) except -1:
        """Hold the arrays of the lists; behind them stand the early events."""
        cdef Listed *one
        if len(lists) + 1 >= MOST:
            raise ValueError(f"{len(lists)} lists are too many")
        for rows, owners, begins, longer in lists:
            one = &self.lists[self.count]
            one.rows, one.owners = self.numbers(rows, &one.size), NULL
            one.longer = NULL if longer is None else self.octets(longer, &one.bits)
            if owners is not None:
                one.owners = self.numbers(owners, &one.parts)
                one.begins = self.numbers(begins, &one.events)
            self.count += 1
        if not self.count:
            one = &self.lists[0]
            one.rows, one.owners, one.longer, one.size = NULL, NULL, NULL, events
            self.count = 1
        one = &self.lists[self.count]
        one.rows, one.owners, one.longer = self.numbers(early, &one.size), NULL, NULL
        return 0

    cdef int among_early(self, Py_ssize_t low, Py_ssize_t high) except -1:
        """Take of the early events from one row up to another."""
        cdef Listed *early = &self.lists[self.count]
        early.at = mark(early, 0, low)
        early.stop = mark(early, early.at, high)
        if early.at < early.stop:
            self.among(event(early, early.at), event(early, early.stop - 1) + 1, self.count + 1)
        return 0

    cdef int among_lasting(self, Py_ssize_t low, Py_ssize_t high) except -1:
        """Take of the events from one row up to another, of which short ones do not count."""
        self.lasting = True
        self.among(low, high, self.count)
        self.lasting = False
        return 0

    cdef int among(self, Py_ssize_t low, Py_ssize_t high, Py_ssize_t count) except -1:
        """Take of the events from one row up to another; so many lists must have them."""
        cdef Py_ssize_t i
        if self.taken == self.wanted or self.odd or low >= high:
            return 0
        for i in range(self.count):
            self.lists[i].at = mark(&self.lists[i], 0, low)
            self.lists[i].stop = mark(&self.lists[i], self.lists[i].at, high)
        if self.from_end:
            return self.backward(count)
        return self.forward(count)

    cdef int forward(self, Py_ssize_t count) except -1:
        cdef Py_ssize_t room, size
        while self.taken < self.wanted and not self.odd:
            room = min(AT_ONCE, self.wanted - self.taken)
            size = meet(self.lists, count, self.rows, room, self.lasting)
            self.keep(size)
            if size < room:
                break
        return 0

    cdef int backward(self, Py_ssize_t count) except -1:
        """Piece by piece of the shortest stretch: of each no more than can be kept at once."""
        cdef Py_ssize_t first = rarest(self.lists, count), i, begin, low
        cdef Py_ssize_t[MOST] starts, begins
        for i in range(count):
            starts[i] = self.lists[i].at
        while self.lists[first].stop > starts[first] and self.taken < self.wanted and not self.odd:
            begin = max(starts[first], self.lists[first].stop - AT_ONCE)
            low = event(&self.lists[first], begin)
            for i in range(count):
                begins[i] = place(&self.lists[i], starts[i], self.lists[i].stop, low)
                self.lists[i].at = begins[i]
            self.keep(meet(self.lists, count, self.rows, AT_ONCE, self.lasting))
            for i in range(count):
                self.lists[i].stop = begins[i]
        return 0

    cdef int keep(self, Py_ssize_t size) except -1:
        """Keep those of the rows at hand that may share a day with the window."""
        cdef Py_ssize_t i, at, to
        cdef bint sure = True
        if self.bounds is not None:
            for i in range(size):
                self.bounds.rows[i] = self.rows[i]
            self.bounds.judge(size, self.first_day, self.last_day, self.begin, self.beyond)
        for i in range(size):
            at = size - 1 - i if self.from_end else i
            if self.bounds is not None:
                if self.bounds.odd[at] == ODD:
                    self.odd = True
                    return 0
                sure = self.bounds.must[at]
                if not self.bounds.may[at] or (self.surely and not sure):
                    continue
            if self.taken == self.wanted:
                return 0
            self.taken += 1
            to = self.wanted - self.taken if self.from_end else self.taken - 1
            self.found[to], self.certain[to] = self.rows[at], sure
        return 0


def taken(
    lists,
    reach,
    window,
    Py_ssize_t low,
    Py_ssize_t high,
    bint from_end,
    number[::1] found,
    unsigned char[::1] certain,
):
    """Take events within reach that all lists have, from one row up to another, as many as
    there is room for: the first of them, or the last, ascending. How many; -1 where the
    bounds of one do not say all.

    `lists` are rows of events, None and None; or rows of parts, the owners of all parts, and
    where the parts of each event begin; and bits or None (`kg.query.rows.Posting`). Without lists all events count. `reach` is a
    `kg.index.Reach`; `window` None, or `Bounds`, the days of a window, and whether only those
    count that certainly share a day with it. The last events stand at the end of the room.
    """
    cdef Taking one = Taking()
    cdef Py_ssize_t first, inside, stop, undated, size, nearest
    early, first, inside, stop, undated, size, nearest = reach
    stop, size, low = min(stop, high), min(size, high), max(low, 0)
    nearest = max(first, min(nearest, stop))
    one.hold(lists, early, reach[5])
    one.found, one.certain, one.from_end = found, certain, from_end
    one.wanted = min(found.shape[0], certain.shape[0])
    if window is not None:
        one.bounds, one.first_day, one.last_day, one.surely = window
        one.begin, one.beyond = inside, reach[3]
    if from_end:
        one.among(max(undated, low), size, one.count)
        one.among(max(nearest, low), stop, one.count)
        one.among_lasting(max(first, low), nearest)
        one.among_early(low, min(first, high))
    else:
        one.among_early(low, min(first, high))
        one.among_lasting(max(first, low), nearest)
        one.among(max(nearest, low), stop, one.count)
        one.among(max(undated, low), size, one.count)
    return -1 if one.odd else one.taken
