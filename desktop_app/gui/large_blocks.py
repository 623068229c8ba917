"""Memory of what was large and is gone goes back to the system at once.

glibc moves the size from which on a block has pages of its own up to 32 MB as soon as a large one is freed; the arrays
that a long list is read through then leave holes in the heap that no other use fills (measured with a million photos:
357 MB instead of 262 MB). A size that is set stays.
"""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # malloc.h
LARGE_BYTES = 2 * 1024**2


def give_back_large_blocks() -> bool:
    """Asks glibc for it, once a process; returns whether it agreed. Other systems do so by themselves."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES) == 1
