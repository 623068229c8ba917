"""Gives freed memory back to the system."""

import ctypes
import gc
import sys
import weakref

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 8 * 1024**2


def return_large_blocks() -> None:
    """Blocks over 8 MiB get a mapping of their own, which ends when they are freed.

    Left to itself glibc raises that limit to 32 MiB after the first large block, and pictures and activations of a long
    run stay in its arenas: 1.4 GB at the end of a folder of odd files, against 1.1 GB. Other systems need no telling.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and needs none
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def return_freed() -> None:
    """After something large was let go: what only cycles held goes too, and glibc's arenas shrink."""
    gc.collect()
    if sys.platform == "linux":
        malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if malloc_trim is not None:
            malloc_trim(0)


class Returning:
    """Gives memory back once what was let go is really gone: a job or a search may hold it for a while yet."""

    def __init__(self) -> None:
        self._awaited: list[weakref.ref[object]] = []

    def let_go(self, thing: object) -> None:
        """The caller keeps it no longer."""
        self._awaited.append(weakref.ref(thing))

    def settle(self) -> None:
        """To be called again and again; costs nothing while nothing is awaited."""
        if self._awaited:
            return_freed()
            self._awaited = [each for each in self._awaited if each() is not None]
