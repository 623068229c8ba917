"""What was measured of a model on this machine, kept beside the models: the next start need not measure again.

A small JSON file; if it is lost or foreign, everything is measured anew.
"""

import contextlib
import logging
import os
import platform
import threading
from pathlib import Path

import msgspec
import torch

_log = logging.getLogger(__name__)


class Note(msgspec.Struct, frozen=True):
    """Of one model on one device; None where it is not known yet."""

    half_precision: bool | None = None
    batch_size: int | None = None


class MachineNotes:
    """For any number of threads; of two processes that write at once, one is believed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def of(self, model: str, kind: str) -> Note:
        """What is known of `model` on the device `kind`."""
        with self._lock:
            return self._read().get(_place(model, kind), Note())

    def add(self, model: str, kind: str, *, half_precision: bool | None = None, batch_size: int | None = None) -> None:
        """Keeps what is given. A disk that refuses is only logged."""
        with self._lock:
            notes = self._read()
            before = notes.get(_place(model, kind), Note())
            notes[_place(model, kind)] = Note(
                before.half_precision if half_precision is None else half_precision,
                before.batch_size if batch_size is None else batch_size,
            )
            temporary = self._file.with_suffix(f".{os.getpid()}.tmp")
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_bytes(msgspec.json.format(msgspec.json.encode(notes), indent=1))
                temporary.replace(self._file)
            except OSError as error:
                _log.info("What was measured could not be saved: %s.", error.strerror)
                with contextlib.suppress(OSError):
                    temporary.unlink()

    def _read(self) -> dict[str, Note]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Note])
        except (OSError, msgspec.DecodeError):
            return {}


def _place(model: str, kind: str) -> str:
    """Another processor, card, torch or number of threads is measured anew."""
    device = torch.cuda.get_device_name() if kind == "cuda" else _processor()
    return f"{model} on {kind}, {device}, torch {torch.__version__}, {torch.get_num_threads()} threads"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
