"""How do events stand to a window, by the bounds of their dates?"""

DEF AT_ONCE = 64  # rows whose bounds are read together: the reads need not wait for one another
DEF EVERY = 64  # rows of which one is marked

cpdef enum:
    UNDATED = 1
    ODD = 2


cdef class Bounds:
    """The four bounds of events in the order of their rows, of which the first are `dated`.

    `starting` is `start_earliest` once more, to be searched in: there its days lie close; of
    each `EVERY` rows the first day stands among the `marks` again, which are few and so near.
    `vague` says of which the bounds do not say all: `UNDATED` or `ODD`, else 0; None where there
    are none such.
    """

    cdef const long long[:] starting, start_earliest, start_latest, end_earliest, end_latest
    cdef const unsigned char[::1] vague
    cdef bint clear
    cdef long long[::1] marks
    cdef unsigned int[AT_ONCE] rows
    cdef long long[AT_ONCE] starts, began, ended, ends
    cdef unsigned char[AT_ONCE] odd, may, must
    cdef Py_ssize_t dated

    cdef Py_ssize_t before(self, long long day) except -1
    cdef Py_ssize_t after(self, long long day) except -1
    cdef Py_ssize_t load(self, const unsigned int[:] rows, Py_ssize_t at) except -1
    cdef int read(self, Py_ssize_t size) except -1
    cdef int judge(
        self,
        Py_ssize_t size,
        long long first,
        long long last,
        Py_ssize_t begin,
        Py_ssize_t beyond,
    ) except -1
