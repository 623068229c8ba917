"""Shows a file where it lies, selected in the system's file manager."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_SERVICE, _OBJECT = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"


def show_in_folder(path: Path) -> None:
    """The file selected, where the system can do that; else the folder it is in. Returns at once."""
    if sys.platform == "win32":
        shown = QProcess.startDetached("explorer", ["/select,", str(path)])[0]
    elif sys.platform == "darwin":
        shown = QProcess.startDetached("open", ["-R", str(path)])[0]
    else:
        shown = _show_by_dbus(path)
    if not shown:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


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
