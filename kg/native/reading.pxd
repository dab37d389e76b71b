"""What lies in a column, and where is written what is made of it?

All that comes from a file is checked: a row, code or offset that cannot be raises
SnapshotMismatchError, and nothing beyond a buffer is read.
"""

from libc.string cimport memcpy


cdef class Numbers:
    """Whole numbers of any width, a row beside the other or one for all."""

    cdef Py_buffer view
    cdef Py_ssize_t size, step
    cdef int width  # bytes; below zero those of signed numbers


cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define kg_prefetch(at) __builtin_prefetch(at)
    #else
    #define kg_prefetch(at) ((void)(at))
    #endif
    """
    void kg_prefetch(const void *at) noexcept


cdef class Bits:
    """A bitmap: yes or no for each row."""

    cdef Numbers bytes
    cdef Py_ssize_t offset, size


cdef class Strings:
    """Texts in UTF-8, one after the other."""

    cdef Numbers offsets
    cdef Py_buffer view
    cdef Bits valid


cdef enum:
    PAD = 16  # bytes behind a text that may be read, though they are none of it


cdef class Out:
    """Bytes that are written, one after the other. Behind its room there are `PAD` more."""

    cdef char *data
    cdef Py_ssize_t size, room
    cdef int grow(self, Py_ssize_t more) except -1


cdef int damaged() except -1


cdef inline long long value(Numbers of, Py_ssize_t row) noexcept:
    """The number in a row that there is."""
    cdef const char *at = <const char *>of.view.buf + row * of.step
    if of.width == -4:
        return (<const int *>at)[0]
    if of.width == -1:
        return (<const signed char *>at)[0]
    if of.width == -2:
        return (<const short *>at)[0]
    if of.width == -8:
        return (<const long long *>at)[0]
    if of.width == 4:
        return (<const unsigned int *>at)[0]
    return (<const unsigned char *>at)[0]


cdef inline long long number(Numbers of, Py_ssize_t row) except? -1:
    if row < 0 or row >= of.size:
        damaged()
    return value(of, row)


cdef inline long long peek(Numbers of, Py_ssize_t row) noexcept:
    """The same, -1 where there is no such row."""
    return value(of, row) if 0 <= row < of.size else -1


cdef inline bint apart(Numbers of) noexcept:
    """Whether the column lies by itself, not beside those that are read with it."""
    return of.step == (of.width if of.width > 0 else -of.width)


cdef inline int fetch_number(Numbers of, Py_ssize_t row) noexcept:
    """Have memory bring a number that will be read."""
    if 0 <= row < of.size:
        kg_prefetch(<const char *>of.view.buf + row * of.step)
    return 0


cdef inline bint bit(Bits of, Py_ssize_t row) except -1:
    cdef Py_ssize_t place = row + of.offset
    if row < 0 or row >= of.size:
        damaged()
    return number(of.bytes, place >> 3) >> (place & 7) & 1


cdef inline bint text(Strings of, Py_ssize_t row, const char **at, Py_ssize_t *size) except -1:
    """Whether there is one, and where."""
    cdef long long begin, end
    if of.valid is not None and not bit(of.valid, row):
        return False
    begin, end = number(of.offsets, row), number(of.offsets, row + 1)
    if begin < 0 or end < begin or end > of.view.len:
        damaged()
    at[0] = <const char *>of.view.buf + begin
    size[0] = end - begin
    return True


cdef inline int fetch_text(Strings of, Py_ssize_t row) noexcept:
    """Have memory bring a text whose bounds are near."""
    cdef long long begin, end
    if 0 <= row < of.offsets.size - 1:
        begin, end = peek(of.offsets, row), peek(of.offsets, row + 1)
        if 0 <= begin < end <= of.view.len:
            kg_prefetch(<const char *>of.view.buf + begin)
            kg_prefetch(<const char *>of.view.buf + end - 1)
    return 0


cdef inline Py_ssize_t below(
    const unsigned int[::1] rows, Py_ssize_t low, Py_ssize_t high, Py_ssize_t row
) except -1:
    """Where in a stretch of ascending rows those begin that are not below one."""
    cdef Py_ssize_t middle
    while low < high:
        middle = (low + high) >> 1
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline int put(Out out, const char *text, Py_ssize_t size) except -1:
    if out.room - out.size < size:
        out.grow(size)
    memcpy(out.data + out.size, text, size)
    out.size += size
    return 0


cdef inline int put_padded(Out out, const char *text, Py_ssize_t size) except -1:
    """The same of a text behind which `PAD` bytes may be read: most are copied at one go."""
    cdef Py_ssize_t at = 0
    if out.room - out.size < size:
        out.grow(size)
    while at < size:
        memcpy(out.data + out.size + at, text + at, PAD)
        at += PAD
    out.size += size
    return 0


cdef inline int sign(Out out, char one) except -1:
    if out.room == out.size:
        out.grow(1)
    out.data[out.size] = one
    out.size += 1
    return 0


cdef int put_number(Out out, long long value) except -1
cdef int put_escaped(Out out, const char *text, Py_ssize_t size) except -1
cdef int put_letters(Out out, const char *text, Py_ssize_t size) except -1
cdef bytes sound(const char *text, Py_ssize_t size)
cdef str decoded(const char *text, Py_ssize_t size)
