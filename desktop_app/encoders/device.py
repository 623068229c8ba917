"""Which processor encodes, and why not a better one."""

import ctypes.util
import os
import platform
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from desktop_app.errors import ModelError

KINDS = ("cuda", "mps", "xpu", "cpu")
"""In the order in which `auto` prefers them."""

_NAMES = {"cuda": "The graphics card", "mps": "The graphics of this Mac", "xpu": "The Intel graphics card"}


@dataclass(frozen=True)
class Device:
    """`kind` is torch's name. `note` is a sentence where something better was expected, or empty."""

    kind: str
    note: str = ""


@dataclass(frozen=True)
class Machine:
    """What was found out about this machine and this torch."""

    usable: frozenset[str]
    """Kinds on which a small sum came out right; always holds cpu."""
    failures: dict[str, str]
    """Kinds that torch sees but that failed, and how."""
    nvidia_present: bool
    torch_has_cuda: bool
    apple_silicon: bool = False


def choose_device(wanted: str = "auto", *, machine: Machine | None = None) -> Device:
    """The device to use: the best one for "auto", else `wanted`, else the CPU with a note.

    Raises:
        ModelError: no device is called `wanted`.
    """
    if wanted != "auto" and wanted not in KINDS:
        raise ModelError(f"There is no device called {wanted}. Choose auto, cpu, cuda, mps or xpu.")
    if wanted == "cpu":
        return Device("cpu")
    machine = machine or examine_machine()
    if wanted in machine.usable:
        return Device(wanted)
    if wanted != "auto":
        reason = _why_not(wanted, machine) or f"The chosen device ({wanted}) is not in this machine"
        return Device("cpu", f"{reason}. Photos are read on the processor instead.")
    kind = next(kind for kind in KINDS if kind in machine.usable)
    reasons = [] if kind != "cpu" else [_why_not(other, machine) for other in KINDS[:-1]]
    note = next((reason for reason in reasons if reason), "")
    return Device(kind, note and f"{note}. Photos are read on the processor, more slowly.")


def _why_not(kind: str, machine: Machine) -> str:
    """Why a device that seems to be there cannot be used, without the full stop; empty if it is not there."""
    if kind in machine.failures:
        return f"{_NAMES[kind]} in this machine cannot be used: {machine.failures[kind]}"
    if kind == "cuda" and machine.nvidia_present:
        if not machine.torch_has_cuda:
            return "An NVIDIA card is in this machine, but the installed torch is built for processors only"
        return "An NVIDIA card is in this machine, but its driver does not answer; restart or update the driver"
    if kind == "mps" and machine.apple_silicon:
        return "The graphics of this Mac are not used, because this macOS or the installed torch is too old for them"
    return ""


def examine_machine() -> Machine:
    """Asks torch and the system. Takes a moment: the first use of a GPU starts its driver."""
    failures: dict[str, str] = {}
    usable = {"cpu"}
    for kind, is_there in _AVAILABLE.items():
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            there = is_there()
        if not there:
            if caught and kind == "cuda":
                failures[kind] = _first_sentence(str(caught[0].message))
            continue
        if reason := _trial(kind):
            failures[kind] = reason
        else:
            usable.add(kind)
    return Machine(
        usable=frozenset(usable),
        failures=failures,
        nvidia_present=nvidia_present(),
        torch_has_cuda=torch.version.cuda is not None,
        apple_silicon=sys.platform == "darwin" and platform.machine() == "arm64",
    )


def nvidia_present() -> bool:
    """Whether the system has an NVIDIA driver with a card, whatever torch thinks."""
    if sys.platform == "win32":
        return ctypes.util.find_library("nvcuda") is not None
    try:
        return any(Path("/proc/driver/nvidia/gpus").iterdir())
    except OSError:
        return Path("/dev/nvidia0").exists()


def empty_cache(kind: str) -> None:
    """Gives memory that torch keeps for later back to the device."""
    if kind == "cuda":
        torch.cuda.empty_cache()
    elif kind == "mps":
        torch.mps.empty_cache()
    elif kind == "xpu":
        torch.xpu.empty_cache()


def is_out_of_memory(error: RuntimeError) -> bool:
    """Not every backend has a class of its own for it."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return any(sign in text for sign in ("out of memory", "can't allocate memory", "not enough memory"))


_AVAILABLE: dict[str, Callable[[], bool]] = {
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
    "xpu": torch.xpu.is_available,
}


def _trial(kind: str) -> str:
    """Why a small sum on the device fails; empty if it does not. Finds cards too old for this torch, and full ones."""
    try:
        ones = torch.ones(64, 64, device=kind)
        right = float((ones @ ones).sum()) == 64.0**3
    except RuntimeError as error:
        if is_out_of_memory(error):
            return "its memory is full"
        if "no kernel image" in str(error):
            return "the installed torch no longer supports a card of this age"
        return _first_sentence(str(error))
    return "" if right else "it calculates wrongly"


def _first_sentence(text: str) -> str:
    return text.strip().split("\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].rstrip(".")[:200]


def limit_threads() -> None:
    """torch counts the machine's cores, not those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        torch.set_num_threads(max(1, min(torch.get_num_threads(), len(os.sched_getaffinity(0)))))
