"""Where things are kept, and the settings of one library."""

import contextlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec
import platformdirs

from desktop_app.errors import LibraryMissingError, LibraryUnwritableError

APP_NAME = "RedBicycle"
STARTER = "starter"
"""The model that comes with the app. It knows English words alone."""
AUTO, OFF = "auto", "off"
"""What may stand for a second model instead of its id."""


def default_library_dir() -> Path:
    """The platform's data folder for this user, e.g. `~/.local/share/RedBicycle/library`."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "library"


def default_models_dir() -> Path:
    """Where downloaded and added models live, shared by all libraries; `RED_BICYCLE_MODELS` moves it."""
    chosen = os.environ.get("RED_BICYCLE_MODELS")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "models"


def usual_library_dir() -> Path:
    """The library that was opened last by choice; without one the default. Whether it is there `library_now` says."""
    return read_note(_usual_note()) or default_library_dir()


def remember_library(root: Path) -> None:
    """From now on it is the usual one; its folder is made where it is missing. Raises `LibraryUnwritableError`.

    Where there is no library yet, a sign is left that one is to begin: an empty folder without it may be the mount
    point of a drive that is away.
    """
    note, here = _usual_note(), LibraryPaths(root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if not here.database.is_file() and not here.moved_note.is_file():
            here.beginning.touch()
        note.parent.mkdir(parents=True, exist_ok=True)
        write_note(note, root)
    except OSError as error:
        raise LibraryUnwritableError(f"It could not be remembered in {note}: {error.strerror}.") from error


def _usual_note() -> Path:
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "usual.json"


class LibraryPaths(msgspec.Struct, frozen=True):
    """The files of one library, all under `root`."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "library.db"

    @property
    def lock(self) -> Path:
        """Held by the one process that may write."""
        return self.root / "library.lock"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def thumbnails(self) -> Path:
        return self.root / "thumbnails"

    @property
    def drives(self) -> Path:
        """Which watched places were drives of their own when last seen: an empty mount point is no emptied folder."""
        return self.root / "drives.json"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def beginning(self) -> Path:
        """Left where a library was chosen to begin. With it and without a database, it begins there still."""
        return self.root / "library.begins"

    @property
    def moved_note(self) -> Path:
        """Left behind where the library was moved away: it says where to."""
        return self.root / "moved.json"

    @property
    def came_from_note(self) -> Path:
        """Where the library was moved from, whose copy may still be there."""
        return self.root / "came-from.json"

    @property
    def may_be_written(self) -> bool:
        """False where there is a library that this user may only read: on a disc, a locked drive, another's share."""
        return not self.database.is_file() or (os.access(self.root, os.W_OK) and os.access(self.database, os.W_OK))

    @property
    def worker_key(self) -> Path:
        """The secret that clients of the worker show; readable by this user alone."""
        return self.root / "worker.key"

    @property
    def worker_log(self) -> Path:
        return self.root / "worker.log"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one library, kept as JSON beside it."""

    model_id: str = STARTER
    """Which model answers searches."""
    device: str = "auto"
    """auto, cpu, cuda, mps, xpu."""
    thumbnail_size_px: int = 512
    """Longest edge of a thumbnail."""
    thumbnail_quality: int = 82
    """JPEG's, 1 to 95."""
    thumbnail_cache_bytes: int = 4 * 1024**3
    """Thumbnails seen longest ago go when the cache grows beyond this."""
    max_pixels: int = 250_000_000
    """A photo with more is refused before it is decoded."""
    max_file_bytes: int = 1024**3
    excluded_names: tuple[str, ...] = ("@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", ".Trashes")
    """Names of folders that are never entered and of files that are never taken in, in any case of letters; `*` and `?`
    stand for any characters."""
    excluded_folders: tuple[Path, ...] = ()
    """Single folders below watched ones that are never entered."""
    index_on_battery: bool = False
    """Whether the background process goes on with new photos while the machine runs on its battery."""
    gentle_while_working: bool = True
    """Whether it takes half its time off while somebody scrolls here or other programs need the processor."""
    write_sidecars: bool = False
    """Whether ratings, captions and turns are written into XMP sidecars beside the photos too."""
    second_model_id: str = AUTO
    """Which image model sees photos for copies besides: "auto" is the best one on this machine, "off" none."""
    worker_idle_s: float = 600.0
    """How long the background process stays after the last client left and all work is done."""
    model_idle_s: float = 600.0
    """How long the model stays in memory after it was last needed."""


def library_now(root: Path) -> LibraryPaths:
    """The library of this folder, where it is now: it may have been moved, more than once.

    Raises `LibraryMissingError` when it is not there, such as on a drive that is away: a library that was moved there,
    or was chosen there to be the usual one. An empty mount point is not taken for the place of a new one.
    """
    here, seen = LibraryPaths(root), {root}
    while (target := read_note(here.moved_note)) is not None and target not in seen:
        seen.add(target)
        here = LibraryPaths(target)
    if here.database.is_file():
        return here
    if here.root != root:
        raise LibraryMissingError(
            f"The library was moved to {here.root}, and there is none now: connect the drive it is on, and try again."
        )
    if root == read_note(_usual_note()) and not here.beginning.is_file():
        raise LibraryMissingError(
            f"There is no library in {root} now: connect the drive it is on, and try again, or choose another one."
        )
    return here


def read_note(note: Path) -> Path | None:
    """The folder that a note names; None where there is none to read."""
    try:
        return text_path(msgspec.json.decode(note.read_bytes(), type=_Note).library)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None


def write_note(note: Path, folder: Path) -> None:
    """Names a folder, in one step. Raises OSError."""
    temporary = note.with_suffix(".tmp")
    temporary.write_bytes(msgspec.json.encode(_Note(path_text(folder))))
    temporary.replace(note)


class _Note(msgspec.Struct, frozen=True):
    library: str


def load_settings(paths: LibraryPaths) -> Settings:
    """The library's settings. Defaults where the file is absent, unreadable, or says nonsense of one of them: settings
    never keep a library closed."""
    try:
        stored = msgspec.json.decode(paths.settings.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.DecodeError):
        return Settings()
    known = {name: _field(name, raw) for name, raw in stored.items()}
    return Settings(**{name: value for name, value in known.items() if value is not msgspec.UNSET})


def decode_settings(data: bytes) -> Settings:
    """All of a settings file, or `msgspec.DecodeError` with what is wrong in it."""
    return msgspec.json.decode(data, type=Settings, dec_hook=_from_text)


def save_settings(paths: LibraryPaths, settings: Settings) -> None:
    """Writes atomically. Raises `LibraryUnwritableError`."""
    temporary = paths.settings.with_suffix(".tmp")
    encoded = msgspec.json.encode(settings, enc_hook=path_text)
    try:
        paths.root.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(encoded, indent=2))
        temporary.replace(paths.settings)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise LibraryUnwritableError(f"The settings could not be saved in {paths.root}: {error.strerror}.") from error


def path_text(path: Path) -> str:
    """A path as JSON can hold it: as it is, or percent-encoded after "file:" where its bytes are no text."""
    raw = os.fsencode(path)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return f"file:{quote_from_bytes(raw)}"


def text_path(text: str) -> Path:
    """The path that `path_text` wrote."""
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix("file:")))) if text.startswith("file:") else Path(text)


def _from_text(_: type, value: Any) -> Path:
    if not isinstance(value, str):
        raise ValueError("a path is a text")
    return text_path(value)


def _field(name: str, raw: msgspec.Raw) -> Any:
    """UNSET for what no setting of this version can be."""
    kind = Settings.__annotations__.get(name)
    if kind is None:
        return msgspec.UNSET
    try:
        return msgspec.json.decode(raw, type=kind, dec_hook=_from_text)
    except (msgspec.DecodeError, TypeError, ValueError, AttributeError):
        return msgspec.UNSET
