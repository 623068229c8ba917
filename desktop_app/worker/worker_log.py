"""The worker's log: one file that its stderr shares, so that a crash of native code is told there too."""

import logging
import shutil
import sys
from pathlib import Path

LOG_BYTES = 1024**2


def log_to(path: Path) -> None:
    """Sends `logging` to `path`; a full file is copied to `path` + ".1" and begun anew."""
    handler = _AppendingHandler(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("desktop_app").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a full disk must not end the worker's threads
    sys.excepthook = lambda kind, error, trace: root.critical("the worker fails", exc_info=(kind, error, trace))


class _AppendingHandler(logging.FileHandler):
    """Truncates in place, since stderr holds the same file open and Windows does not let one rename that."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, mode="a", encoding="utf-8", errors="backslashreplace")
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        try:
            if self.stream is not None and self.stream.tell() > LOG_BYTES:
                shutil.copyfile(self._path, self._path.with_name(f"{self._path.name}.1"))
                self.stream.truncate(0)
        except OSError:
            self.handleError(record)
