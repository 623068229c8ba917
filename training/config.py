"""What a training run was told: written beside its results as run.json, read back to repeat it."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

Config = TypeVar("Config")


class TrainingError(Exception):
    """Training cannot go on, and the message says why in words for the person who started it."""


def write_config(config: Any, path: Path) -> None:
    write_atomically(path, (json.dumps(dataclasses.asdict(config), indent=2) + "\n").encode())


def read_config(path: Path, kind: type[Config]) -> Config:
    """The configuration of that kind, a frozen dataclass.

    Raises:
        TrainingError: a missing file, an unknown key or a value of the wrong kind.
    """
    try:
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        known = {field.name for field in dataclasses.fields(cast("Any", kind))}
        if unknown := sorted(set(given) - known):
            raise TrainingError(f"{path.name} names settings that do not exist: {', '.join(unknown)}")
        return msgspec.convert(given, kind)
    except (OSError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise TrainingError(f"{path.name} cannot be read: {error}") from error


def write_atomically(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, also after a power cut in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
