"""How are the cursors of many rows written?

Equals: kg.query.cursor.write_cursors
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memcpy, memset

cdef extern from "Python.h":
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar)
    void *PyUnicode_DATA(str text)

cdef const unsigned char *LETTERS = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)
DEF DIGITS = 20  # of a number of 64 bits, with its sign
DEF BETWEEN = 16  # marks between the parts, and what fills a cursor up


cdef Py_ssize_t number(char *at, long long value):
    """Write a whole number in decimal; how many characters it took."""
    cdef char digits[DIGITS + 1]
    cdef unsigned long long left = <unsigned long long>value
    cdef Py_ssize_t first = DIGITS + 1
    if value < 0:
        left = 0 - left
    while True:
        first -= 1
        digits[first] = <char>(48 + left % 10)
        left //= 10
        if not left:
            break
    if value < 0:
        first -= 1
        digits[first] = 45  # -
    memcpy(at, &digits[first], DIGITS + 1 - first)
    return DIGITS + 1 - first


cdef str in_letters(const unsigned char *data, Py_ssize_t size):
    """Bytes, three and three, as letters of base64 that stand in addresses."""
    cdef str text = PyUnicode_New(size // 3 * 4, 127)
    cdef unsigned char *at = <unsigned char *>PyUnicode_DATA(text)
    cdef unsigned int three
    cdef Py_ssize_t i
    for i in range(0, size, 3):
        three = data[i] << 16 | data[i + 1] << 8 | data[i + 2]
        at[0] = LETTERS[three >> 18]
        at[1] = LETTERS[three >> 12 & 63]
        at[2] = LETTERS[three >> 6 & 63]
        at[3] = LETTERS[three & 63]
        at += 4
    return text


def write(str order, int width, places, str digits):
    """The cursors of rows by their keys, of so many numbers, and ids."""
    cdef bytes head = f'["{order}",['.encode("ascii")
    cdef bytes tail = f'","{digits}"]'.encode("ascii")
    cdef bytes name
    cdef tuple key
    cdef Py_ssize_t room = 0, size, i
    cdef char *line = NULL
    cdef list found = []
    try:
        for key, text in places:
            name = text.encode("ascii")
            if len(key) != width:
                raise ValueError(key)
            size = len(head) + len(tail) + len(name) + width * (DIGITS + 1) + BETWEEN
            if size > room:
                PyMem_Free(line)
                room = 2 * size
                line = <char *>PyMem_Malloc(room)
                if line is NULL:
                    raise MemoryError
            size = len(head)
            memcpy(line, <char *>head, size)
            for i in range(width):
                if i:
                    line[size] = 44  # ,
                    size += 1
                size += number(line + size, key[i])
            memcpy(line + size, b'],"', 3)
            size += 3
            memcpy(line + size, <char *>name, len(name))
            size += len(name)
            memcpy(line + size, <char *>tail, len(tail))
            size += len(tail)
            memset(line + size, 32, 2)
            found.append(in_letters(<unsigned char *>line, (size + 2) // 3 * 3))
    finally:
        PyMem_Free(line)
    return found
