"""What the viewer remembers, beside what the window does."""

from PySide6.QtCore import QSettings

from desktop_app.config import LibraryPaths

SLIDE_SECONDS = (2, 4, 6, 10, 20, 60)
_USUAL_SLIDE_S = 4


class ViewerSettings:
    """Kept in `window.ini`; a damaged or absent file means defaults."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._stored = QSettings(str(paths.root / "window.ini"), QSettings.Format.IniFormat)

    @property
    def slide_s(self) -> int:
        """How long a photo is shown in a slideshow."""
        found = str(self._stored.value("viewer/slide_s", _USUAL_SLIDE_S))
        return int(found) if found.isdigit() and int(found) in SLIDE_SECONDS else _USUAL_SLIDE_S

    @slide_s.setter
    def slide_s(self, seconds: int) -> None:
        self._stored.setValue("viewer/slide_s", seconds)

    @property
    def is_shuffled(self) -> bool:
        """Whether a slideshow jumps about."""
        return self._flag("viewer/is_shuffled", default=False)

    @is_shuffled.setter
    def is_shuffled(self, is_so: bool) -> None:
        self._stored.setValue("viewer/is_shuffled", is_so)

    @property
    def has_filmstrip(self) -> bool:
        return self._flag("viewer/has_filmstrip", default=True)

    @has_filmstrip.setter
    def has_filmstrip(self, is_so: bool) -> None:
        self._stored.setValue("viewer/has_filmstrip", is_so)

    @property
    def has_information(self) -> bool:
        return self._flag("viewer/has_information", default=False)

    @has_information.setter
    def has_information(self, is_so: bool) -> None:
        self._stored.setValue("viewer/has_information", is_so)

    def _flag(self, name: str, *, default: bool) -> bool:
        return str(self._stored.value(name, default)).lower() == "true"
