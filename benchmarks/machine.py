"""What figures were measured on."""

import datetime
import os
import platform
import re
import sys
from pathlib import Path
from typing import Any


def describe() -> dict[str, Any]:
    """Cores, processor, memory, the load that others put on it, graphics card, date."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "cores": os.cpu_count() or 1,
        "processor": processor(),
        "memory_gb": memory_gb(),
        "load": load(),
        "graphics_card": graphics_card(),
    }


def in_words(machine: dict[str, Any]) -> str:
    """One cell of the table."""
    memory = f", {machine['memory_gb']} GB" if machine["memory_gb"] else ""
    card = f", {machine['graphics_card']}" if machine["graphics_card"] else ""
    busy = f", load {machine['load']:.0f}" if machine["load"] and machine["load"] > machine["cores"] else ""
    return f"{machine['date']}: {machine['cores']} cores, {machine['processor']}{memory}{card}{busy}"


def processor() -> str:
    """Its kind, as far as the system tells."""
    known = Path("/proc/cpuinfo")
    if known.exists() and (found := re.search(r"^model name\s*:\s*(.+)$", known.read_text("utf-8"), re.MULTILINE)):
        return re.sub(r"\((R|TM)\)| CPU| Processor", "", found[1])
    return platform.processor() or platform.machine()


def memory_gb() -> int | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None


def graphics_card() -> str | None:
    """Its name, where the measurement uses torch and torch can use it."""
    torch = sys.modules.get("torch")
    return torch.cuda.get_device_name() if torch is not None and torch.cuda.is_available() else None


def load() -> float | None:
    """The programs that wanted a core in the last minute, on average."""
    try:
        return round(os.getloadavg()[0], 1)
    except (AttributeError, OSError):
        return None


def environment() -> dict[str, str]:
    """Variables for a program that starts as an installed one does: with its modules compiled at an earlier start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
