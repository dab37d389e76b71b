"""Which events stand in all of these lists, within reach?

Equals: kg.query.plan.found of the rows that each step finds
"""

from cpython.buffer cimport PyBUF_CONTIG_RO, PyBUF_FORMAT, PyBuffer_Release, PyObject_GetBuffer

DEF MOST = 8  # lists, and three buffers for each

ctypedef unsigned int number

cdef struct Listed:
    # Rows of events, ascending; or of parts, whose owners those are, and which begin with each
    # event at a place of `begins`. Read from `at` up to `stop`.
    const number *rows
    Py_ssize_t size
    const number *owners
    Py_ssize_t parts
    const number *begins
    Py_ssize_t events
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


cdef Py_ssize_t event(Listed *one, Py_ssize_t at) except -1:
    """The event at a place of a list."""
    cdef number row = one.rows[at]
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


cdef Py_ssize_t meet(Listed *lists, Py_ssize_t count, number[::1] found, Py_ssize_t size) except -1:
    """Add the events that all stretches have, each once; how many there are then."""
    cdef Py_ssize_t i, wanted, here, rarest = 0
    cdef Listed *driver
    cdef Listed *other
    for i in range(count):
        if lists[i].stop - lists[i].at < lists[rarest].stop - lists[rarest].at:
            rarest = i
    driver = &lists[rarest]
    while driver.at < driver.stop:
        wanted = event(driver, driver.at)
        for i in range(count):
            if i == rarest:
                continue
            other = &lists[i]
            other.at = place(other, other.at, other.stop, wanted)
            if other.at == other.stop:
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


def common(
    lists,
    early,
    Py_ssize_t first,
    Py_ssize_t stop,
    Py_ssize_t undated,
    Py_ssize_t size,
    number[::1] found,
):
    """The events within reach that all lists have, ascending, each once; how many.

    `lists` are rows of events, None and None; or rows of parts, the owners of all parts, and
    where the parts of each event begin.
    Of the reach `early` are single rows, the others are stretches.
    Shape: `found` has room for the shortest list.
    """
    cdef Py_buffer views[3 * MOST]
    cdef Listed stretches[MOST]
    cdef Py_ssize_t marks[MOST][5]
    cdef Py_ssize_t held = 0, count = 0, i, met = 0
    cdef Listed *one
    if len(lists) >= MOST:
        raise ValueError(f"{len(lists)} lists are too many")
    try:
        for rows, owners, begins in lists:
            one = &stretches[count]
            one.rows = numbers(rows, &views[held], &one.size)
            held += 1
            one.owners = NULL
            if owners is not None:
                one.owners = numbers(owners, &views[held], &one.parts)
                held += 1
                one.begins = numbers(begins, &views[held], &one.events)
                held += 1
            count += 1
        one = &stretches[count]
        one.rows, one.owners = numbers(early, &views[held], &one.size), NULL
        held += 1
        for i in range(count):
            one = &stretches[i]
            marks[i][1] = mark(one, 0, first)
            marks[i][2] = mark(one, marks[i][1], max(first, stop))
            marks[i][3] = marks[i][4] = one.size
            if undated < size:
                marks[i][3] = mark(one, marks[i][2], undated)
                marks[i][4] = mark(one, marks[i][3], size)
        if stretches[count].size:
            for i in range(count):
                stretches[i].at, stretches[i].stop = 0, marks[i][1]
            stretches[count].at, stretches[count].stop = 0, stretches[count].size
            met = meet(stretches, count + 1, found, met)
        for i in range(count):
            stretches[i].at, stretches[i].stop = marks[i][1], marks[i][2]
        met = meet(stretches, count, found, met)
        for i in range(count):
            stretches[i].at, stretches[i].stop = marks[i][3], marks[i][4]
        return meet(stretches, count, found, met)
    finally:
        for i in range(held):
            PyBuffer_Release(&views[i])
