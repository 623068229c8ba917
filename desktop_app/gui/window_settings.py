"""What the window remembers: where it was, how it looked. Kept beside the library, in `window.ini`."""

from PySide6.QtCore import QByteArray, QSettings

from desktop_app.config import LibraryPaths
from desktop_app.gui.theme import ThemeChoice
from desktop_app.gui.tile_view import USUAL


class WindowSettings:
    """A damaged or absent file means defaults."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._stored = QSettings(str(paths.root / "window.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        found = self._stored.value("theme")
        return ThemeChoice(found) if found in list(ThemeChoice) else ThemeChoice.SYSTEM

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._stored.setValue("theme", choice.value)

    @property
    def geometry(self) -> QByteArray | None:
        found = self._stored.value("geometry")
        return found if isinstance(found, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._stored.setValue("geometry", geometry)

    @property
    def row_height(self) -> int:
        try:
            return int(str(self._stored.value("row_height", USUAL)))
        except ValueError:
            return USUAL

    @row_height.setter
    def row_height(self, height: int) -> None:
        self._stored.setValue("row_height", height)
