"""What lies in a column, and where is written what is made of it?"""

cimport cython
from cpython.buffer cimport PyBUF_FORMAT, PyBUF_SIMPLE, PyBUF_STRIDES
from cpython.buffer cimport PyBuffer_Release, PyObject_GetBuffer
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeUTF8

from kg.errors import SnapshotMismatchError

cdef enum:
    DIGITS = 20  # of a number of 64 bits, with its sign
    LEAST = 65_536  # bytes of room

cdef const unsigned char *LETTERS = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)
cdef const char *HEX = b"0123456789abcdef"


cdef int damaged() except -1:
    raise SnapshotMismatchError(
        "a column of the snapshot is damaged",
        hint="kg info --verify names the file; kg build writes it anew",
    )


# Who looks for circles of references must not take a buffer away from whoever reads in it:
# these three refer to nothing that could refer to them.
@cython.no_gc
cdef class Numbers:
    def __cinit__(self, numbers):
        PyObject_GetBuffer(numbers, &self.view, PyBUF_STRIDES | PyBUF_FORMAT)
        cdef str form = (self.view.format or b"B").decode()[len(self.view.format or b"B") - 1 :]
        if self.view.ndim != 1 or form not in "bhilq?BIL" or (form in "L" and self.view.itemsize != 4):
            raise TypeError(f"no column of whole numbers: {form}")
        self.size = self.view.shape[0]
        self.step = self.view.strides[0]
        self.width = <int>self.view.itemsize * (-1 if form in "bhilq" else 1)

    def __dealloc__(self):
        PyBuffer_Release(&self.view)


@cython.no_gc
cdef class Bits:
    def __cinit__(self, octets, Py_ssize_t offset, Py_ssize_t size):
        self.bytes, self.offset, self.size = Numbers(octets), offset, size


@cython.no_gc
cdef class Strings:
    def __cinit__(self, offsets, data, Bits valid):
        PyObject_GetBuffer(data, &self.view, PyBUF_SIMPLE)
        self.offsets, self.valid = Numbers(offsets), valid

    def __dealloc__(self):
        PyBuffer_Release(&self.view)


cdef class Out:
    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int grow(self, Py_ssize_t more) except -1:
        cdef Py_ssize_t room = self.size + more
        room = max(room + room // 2, LEAST)
        cdef void *data = PyMem_Realloc(self.data, room + PAD)
        if data is NULL:
            raise MemoryError
        self.data, self.room = <char *>data, room
        return 0


cdef int put_number(Out out, long long value) except -1:
    """In decimal digits."""
    cdef char digits[DIGITS]
    cdef unsigned long long left = <unsigned long long>value
    cdef int first = DIGITS
    if value < 0:
        left = 0 - left
    while True:
        first -= 1
        digits[first] = <char>(c"0" + left % 10)
        left //= 10
        if not left:
            break
    if value < 0:
        first -= 1
        digits[first] = c"-"
    return put(out, &digits[first], DIGITS - first)


cdef int put_escaped(Out out, const char *text, Py_ssize_t size) except -1:
    """As JSON has it, between quotation marks that others put.

    Equals: kg.api.compiled.write.quoted
    """
    cdef Py_ssize_t done = 0, at
    cdef unsigned char one
    cdef char mark
    for at in range(size):
        one = <unsigned char>text[at]
        if one >= 32 and one != c'"' and one != c"\\":
            continue
        put(out, text + done, at - done)
        done = at + 1
        if one == c"\n":
            mark = c"n"
        elif one == c"\t":
            mark = c"t"
        elif one == c"\r":
            mark = c"r"
        elif one == 8:
            mark = c"b"
        elif one == 12:
            mark = c"f"
        elif one < 32:
            put(out, b"\\u00", 4)
            sign(out, HEX[one >> 4])
            sign(out, HEX[one & 15])
            continue
        else:
            mark = one
        sign(out, c"\\")
        sign(out, mark)
    return put(out, text + done, size - done)


cdef int put_letters(Out out, const char *text, Py_ssize_t size) except -1:
    """In base64 for addresses, without what fills it up.

    Equals: kg.api.identity.node_id
    """
    cdef const unsigned char *data = <const unsigned char *>text
    cdef const unsigned char *letters = LETTERS  # which what is written cannot change
    cdef unsigned int three
    cdef Py_ssize_t at = 0, left
    if out.room - out.size < size // 3 * 4 + 4:
        out.grow(size // 3 * 4 + 4)
    cdef unsigned char *to = <unsigned char *>out.data + out.size
    while at < size:
        left = size - at
        three = data[at] << 16
        if left > 2:
            three |= data[at + 1] << 8 | data[at + 2]
        elif left > 1:
            three |= data[at + 1] << 8
        to[0], to[1] = letters[three >> 18], letters[three >> 12 & 63]
        to[2], to[3] = letters[three >> 6 & 63], letters[three & 63]
        to += 4 if left > 2 else left + 1
        at += 3
    out.size = <char *>to - out.data
    return 0


cdef bytes sound(const char *text, Py_ssize_t size):
    """These bytes, which must be UTF-8; letters of ASCII alone are told from others fast."""
    cdef const unsigned char *letters = <const unsigned char *>text
    cdef unsigned char every = 0
    cdef Py_ssize_t at
    for at in range(size):
        every |= letters[at]
    if every & 0x80:
        decoded(text, size)
    return text[:size]


cdef str decoded(const char *text, Py_ssize_t size):
    """The text in these bytes."""
    try:
        return PyUnicode_DecodeUTF8(text, size, NULL)
    except UnicodeDecodeError:
        damaged()
