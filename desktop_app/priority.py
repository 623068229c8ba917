"""The priority of threads whose work nobody waits for."""

import logging
import os
import sys
import threading

_log = logging.getLogger(__name__)

NICENESS = 5


def give_way() -> None:
    """Lets other programs, and the threads that answer people, go before this thread and those that it starts.

    Linux alone has priorities of single threads; elsewhere they belong to whole processes, and nothing is done.
    """
    if sys.platform == "linux":
        try:
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
        except OSError as error:  # a sandbox forbids it
            _log.info("the priority stays as it is: %s", error)
