"""Shows a file where it lies, selected in the system's file manager."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from desktop_app.gui.words import plain_path
from desktop_app.records import Photo

_SERVICE, _OBJECT = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"


class Revealer(QObject):
    """What "show in folder" is connected to. Says so where the system has no program that shows folders."""

    failed = Signal(str)

    @Slot(object)
    def show_photo(self, photo: Photo) -> None:
        """Its file, selected."""
        self.show_file(photo.path)

    @Slot(object)
    def show_file(self, path: Path) -> None:
        """Selected, where the system can do that."""
        self._report(path, shown=show_in_folder(path))

    @Slot(object)
    def show_folder(self, path: Path) -> None:
        """What is in it."""
        self._report(path, shown=_open(path))

    def _report(self, path: Path, *, shown: bool) -> None:
        if not shown:
            said = tr("No program that shows folders was found. It is here: {path}")
            self.failed.emit(said.format(path=plain_path(path)))


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("reveal", text)


def show_in_folder(path: Path) -> bool:
    """The file selected, where the system can do that; else the folder it is in. Returns at once, with whether
    anything was asked to show it."""
    if sys.platform == "win32":
        shown = QProcess.startDetached("explorer", ["/select,", str(path)])[0]
    elif sys.platform == "darwin":
        shown = QProcess.startDetached("open", ["-R", str(path)])[0]
    else:
        shown = _show_by_dbus(path)
    return shown or _open(path.parent)


def _open(folder: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _show_by_dbus(path: Path) -> bool:
    """By the freedesktop interface for file managers; False where none offers it."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    known = bus.interface().activatableServiceNames().value() or []
    if _SERVICE not in known and not bus.interface().isServiceRegistered(_SERVICE).value():
        return False
    call = QDBusMessage.createMethodCall(_SERVICE, _OBJECT, _SERVICE, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    return bus.send(call)
