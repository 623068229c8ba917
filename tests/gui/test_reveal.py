"""Show in folder, where the system cannot select a file."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.gui import reveal


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems can select a file")
def test_the_folder_opens_where_no_file_manager_can_select(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(reveal, "_show_by_dbus", lambda _: False)
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    reveal.show_in_folder(tmp_path / "photo #1.jpg")
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]
