"""What the window remembers: where it was, how it looked. Kept beside the library, in `window.ini`."""

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.config import LibraryPaths
from desktop_app.gui.theme import ThemeChoice
from desktop_app.gui.tile_view import USUAL


class WindowSettings:
    """A damaged or absent file means defaults."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._stored = QSettings(str(paths.root / "window.ini"), QSettings.Format.IniFormat)

    def remember(self, geometry: QByteArray, *, row_height: int, theme: ThemeChoice) -> None:
        """All of it, at the end."""
        self._stored.setValue("geometry", geometry)
        self._stored.setValue("row_height", row_height)
        self._stored.setValue("theme", theme.value)

    def set_language(self, code: str) -> None:
        """At once: the window that speaks it reads it."""
        self._stored.setValue("language", code)

    @property
    def language(self) -> str:
        """The code that was chosen; empty for the system's."""
        return str(self._stored.value("language", ""))

    def remember_welcomed(self) -> None:
        """The welcome was seen, or is not needed."""
        if not self.is_welcomed:
            self._stored.setValue("welcomed", 1)

    @property
    def is_welcomed(self) -> bool:
        return str(self._stored.value("welcomed", "0")) == "1"

    def remember_fetching(self, model_id: str) -> None:
        """The model that is to come; empty when there is none."""
        self._stored.setValue("fetching", model_id)

    @property
    def fetching(self) -> str:
        return str(self._stored.value("fetching", "") or "")

    @property
    def theme(self) -> ThemeChoice:
        found = self._stored.value("theme")
        return ThemeChoice(found) if found in list(ThemeChoice) else ThemeChoice.SYSTEM

    @property
    def geometry(self) -> QByteArray | None:
        found = self._stored.value("geometry")
        return found if isinstance(found, QByteArray) else None

    @property
    def row_height(self) -> int:
        try:
            return int(str(self._stored.value("row_height", USUAL)))
        except ValueError:
            return USUAL
