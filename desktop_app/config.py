"""Where things are kept, and the settings of one library."""

import os
from pathlib import Path

import msgspec
import platformdirs

from desktop_app.errors import LibraryUnwritableError

APP_NAME = "RedBicycle"


def default_library_dir() -> Path:
    """The platform's data folder for this user, e.g. `~/.local/share/RedBicycle/library`."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "library"


def default_models_dir() -> Path:
    """Where downloaded and added models live, shared by all libraries; `RED_BICYCLE_MODELS` moves it."""
    chosen = os.environ.get("RED_BICYCLE_MODELS")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "models"


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
    def worker_key(self) -> Path:
        """The secret that clients of the worker show; readable by this user alone."""
        return self.root / "worker.key"

    @property
    def worker_log(self) -> Path:
        return self.root / "worker.log"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one library, kept as JSON beside it."""

    model_id: str = "starter"
    """Which model answers searches."""
    device: str = "auto"
    """auto, cpu, cuda, mps, xpu."""
    thumbnail_size_px: int = 512
    """Longest edge of a thumbnail."""
    thumbnail_cache_bytes: int = 4 * 1024**3
    """Thumbnails seen longest ago go when the cache grows beyond this."""
    max_pixels: int = 250_000_000
    """A photo with more is refused before it is decoded."""
    max_file_bytes: int = 1024**3
    excluded_names: tuple[str, ...] = ("@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", ".Trashes")
    """Folder names that are never entered."""


def load_settings(paths: LibraryPaths) -> Settings:
    """The library's settings. Defaults where the file is absent or unreadable: settings never keep a library closed."""
    try:
        return msgspec.json.decode(paths.settings.read_bytes(), type=Settings)
    except (OSError, msgspec.DecodeError):
        return Settings()


def save_settings(paths: LibraryPaths, settings: Settings) -> None:
    """Writes atomically. Raises `LibraryUnwritableError`."""
    temporary = paths.settings.with_suffix(".tmp")
    try:
        paths.root.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=2))
        temporary.replace(paths.settings)
    except OSError as error:
        raise LibraryUnwritableError(f"The settings could not be saved in {paths.root}: {error.strerror}.") from error
