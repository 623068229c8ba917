"""What the app says about itself: its state, its health, its room on the disk. Frozen structs as in `records`."""

from pathlib import Path

from desktop_app.records import Folder, Record


class Inconsistency(Record, frozen=True, kw_only=True):
    """Something `doctor` found. `repaired` is set when it was put right."""

    kind: str
    description: str
    path: Path | None = None
    repaired: bool = False


class DoctorReport(Record, frozen=True, kw_only=True):
    """All that `doctor` found; empty is healthy."""

    problems: tuple[Inconsistency, ...]
    photos: int
    seconds: float


class OldCopy(Record, frozen=True, kw_only=True):
    """What moving a library left where it was."""

    folder: Path
    size_bytes: int


class ThumbnailUse(Record, frozen=True, kw_only=True):
    """What the thumbnails take of the disk."""

    count: int
    used_bytes: int
    wanted: int
    """Contents of the photos in the views, each of which has one when all are made."""
    limit_bytes: int


class WorkspaceStatus(Record, frozen=True, kw_only=True):
    """What a front end shows at once. `device_note` explains when a GPU was expected and is not used."""

    photos: int
    embedded: int
    folders: tuple[Folder, ...]
    problems: int
    model_id: str
    device: str = ""
    device_note: str = ""
    second_model_id: str = ""
    """The image model that sees photos for copies; empty where there is none."""
    second_embedded: int = 0
