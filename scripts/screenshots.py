"""Takes the pictures of the guide: `make screenshots`.

    python -m scripts.screenshots [OUT_DIR]

The real window with its real worker, without a screen, in both themes, on the rendered samples: photos of people may
not be passed on, these may. Each picture is reduced to 256 colours, which halves it.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from desktop_app.config import LibraryPaths, default_library_dir
from resources.scenes import sample_scenes, write_sample

if TYPE_CHECKING:
    from desktop_app.gui.main_window import MainWindow

OUT = Path(__file__).parents[1] / "docs" / "images"
SIZE = (1280, 800)
LIMIT_S = 600.0
PICTURES = 12
QUERY = "red bicycle"
DISH = "sailboat -sunset"
RATED = {0: 5, 2: 4, 5: 5, 9: 3}
FAVOURITES = (0, 4, 7)
BROKEN = ("beach.jpg", "birthday.heic")


class NotThereError(Exception):
    """The window did not come to what the picture shows."""


def main() -> int:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["RED_BICYCLE_REDUCED_MOTION"] = "1"
    os.environ["LC_ALL"] = "en_GB.UTF-8"
    from desktop_app.gui.app import client_factory, make_application
    from desktop_app.gui.main_window import MainWindow
    from desktop_app.worker.address import read_address
    from desktop_app.worker.protocol import Shutdown

    with tempfile.TemporaryDirectory(prefix="red-bicycle-", ignore_cleanup_errors=True) as folder:
        os.environ.update(HOME=folder, XDG_DATA_HOME=f"{folder}/.local/share")
        make_application()
        write_pictures(Path(folder) / "Pictures")
        paths = LibraryPaths(default_library_dir())
        window = MainWindow(paths, client_factory(paths), remembers=False)
        window.resize(*SIZE)
        window.show()
        window.start()
        try:
            for name in scenes(window, Path(folder)):
                shoot(window, name, out)
            wait(window, window.runner.submit(Shutdown()).ended)
            until(lambda: read_address(paths) is None, "the worker's end")
        finally:
            window.close()
    return 0


def write_pictures(folder: Path) -> None:
    """The pictures folder that the welcome finds."""
    for scene in sample_scenes()[:PICTURES]:
        write_sample(scene, folder)


def scenes(window: "MainWindow", folder: Path) -> Iterator[str]:
    """Brings the window to what is to be seen, and names it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    until(lambda: window.has_read() and window.runner.is_ready, "the window")
    yield "first-start"
    add_samples(window)
    yield "model-choice"
    window.welcome.closed.emit()
    dress(window)
    yield "grid"
    window.search(DISH)
    QTest.keyClick(window.search_bar.field, Qt.Key.Key_Return)
    settle(window, "the hits")
    yield "search"
    window.search(QUERY)
    settle(window, "the hits")
    window.open_photo(0)
    if not window.viewer.information.isVisible():
        window.viewer.do("information")
    until(window.viewer.is_settled, "the photo")
    yield "viewer"
    window.viewer.close_photo()
    window.search_bar.clear()
    settle(window, "the library")
    settings = window.sheets.settings
    settings.present()
    settings.open_page(settings.folders)
    rest(2)
    yield "settings"
    settings.dismiss()
    window.sheets.shortcuts.present()
    yield "shortcuts"
    window.sheets.shortcuts.dismiss()
    add_broken(window, folder / "Holiday")
    window.side_bar.problems_wanted.emit()
    rest(2)
    yield "problems"
    window.sheets.problems.dismiss()


def shoot(window: "MainWindow", name: str, out: Path) -> None:
    """In both themes."""
    from PySide6.QtCore import QBuffer

    from desktop_app.gui.theme import ThemeChoice

    for theme in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        window.set_theme(theme)
        window.toast.hide()
        rest(0.3)
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        window.grab().save(buffer, "PNG")
        picture = Image.open(BytesIO(buffer.data().data())).convert("RGB")
        out.mkdir(parents=True, exist_ok=True)
        reduce(picture).save(out / f"{name}-{theme.value}.png", optimize=True)


def reduce(picture: Image.Image) -> Image.Image:
    """To 256 colours, dithered: in skies they would be seen as steps."""
    return picture.quantize(palette=picture.quantize(256), dither=Image.Dither.FLOYDSTEINBERG)


def add_samples(window: "MainWindow") -> None:
    from desktop_app.worker.protocol import AddSamples

    wait(window, window.runner.submit(AddSamples()).ended)
    window.library.refresh()
    until(lambda: window.model.rowCount() > 0, "the samples")
    settle(window, "the samples")


def dress(window: "MainWindow") -> None:
    """Some photos are rated and loved, as a library in use has them."""
    from desktop_app.records import PhotoId

    actions, photos = window.actions_on_photos, window.model
    for row, rating in RATED.items():
        actions.rate([PhotoId(photos.photo_id(row))], rating)
    actions.set_favourite([PhotoId(photos.photo_id(row)) for row in FAVOURITES], favourite=True)
    until(lambda: not actions.is_busy, "the ratings")
    settle(window, "the ratings")


def add_broken(window: "MainWindow", folder: Path) -> None:
    """A folder with files that are no photos."""
    folder.mkdir()
    for name in BROKEN:
        (folder / name).write_bytes(b"\xff\xd8\xff\xe0 this ends early")
    window.actions_on_folders.add([folder])
    until(lambda: bool(window.model.failing), "the problems")
    settle(window, "the library")


def settle(window: "MainWindow", what: str) -> None:
    """A grid that is covered asks for no pictures."""
    rest(0.5)
    until(
        lambda: (
            not window.runner.has_search
            and not window.reader.is_busy
            and (not window.grid.isVisible() or window.grid.is_settled())
        ),
        what,
    )
    rest(0.5)


def wait(window: "MainWindow", ended: object) -> None:
    """For the end of a task."""
    seen: list[bool] = []
    ended.connect(lambda: seen.append(True))  # type: ignore[attr-defined]
    until(lambda: bool(seen), "the worker")


def until(is_there: Callable[[], bool], what: str) -> None:
    from desktop_app.gui.screenshot import _wait

    if not _wait(is_there, LIMIT_S):
        raise NotThereError(f"{what} did not come within {LIMIT_S:.0f} s")


def rest(seconds: float) -> None:
    """Lets the window live."""
    from PySide6.QtTest import QTest

    QTest.qWait(int(seconds * 1000))


if __name__ == "__main__":
    sys.exit(main())
