"""Pictures for tiles."""

import threading
from collections.abc import Iterator

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop_app.config import LibraryPaths
from desktop_app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from desktop_app.imaging.thumbnails import ThumbnailCache

RED, BLUE, GONE, BROKEN, DRAWN = ("a" * 40, "b" * 40, "c" * 40, "d" * 40, "e" * 40)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'


@pytest.fixture
def loader(paths: LibraryPaths, qtbot: QtBot) -> Iterator[ThumbnailLoader]:
    paths.root.mkdir()  # no thumbnail begins a library
    cache = ThumbnailCache(paths.thumbnails, size_px=512, limit_bytes=10**9)
    cache.write(RED, Image.new("RGB", (400, 300), "#ff0000"))
    cache.write(BLUE, Image.new("RGB", (100, 300), "#0000ff"))
    broken = cache.path_of(BROKEN)
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no picture")
    drawn = cache.path_of(DRAWN)
    drawn.parent.mkdir(parents=True)
    drawn.write_bytes(DRAWING)
    made = ThumbnailLoader(paths.thumbnails, cache_bytes=300 * 200 * 4 * 2)
    yield made
    made.close()


def load(loader: ThumbnailLoader, qtbot: QtBot, *wanted: Wanted) -> None:
    loader.want(wanted)
    qtbot.waitUntil(lambda: not loader.is_busy)
    assert all(loader.pixmap(each.content_hash) or loader.is_absent(each.content_hash) for each in wanted)


def test_a_pixmap_has_the_size_of_its_tile_and_round_corners(loader: ThumbnailLoader, qtbot: QtBot) -> None:
    load(loader, qtbot, Wanted(RED, 300, 200, 8))
    pixmap = loader.pixmap(RED)
    assert pixmap is not None
    image = pixmap.toImage()
    assert (image.width(), image.height()) == (300, 200)
    assert image.pixelColor(0, 0).alpha() == 0
    middle = image.pixelColor(150, 100)
    assert middle.red() > 250
    assert middle.alpha() == 255


def test_a_small_thumbnail_is_enlarged_to_its_tile(loader: ThumbnailLoader, qtbot: QtBot) -> None:
    load(loader, qtbot, Wanted(BLUE, 300, 200, 8))
    pixmap = loader.pixmap(BLUE)
    assert pixmap is not None
    assert pixmap.toImage().pixelColor(4, 100) == QColor(0, 0, 254)


def test_what_cannot_be_had_is_absent_until_it_is_tried_again(loader: ThumbnailLoader, qtbot: QtBot) -> None:
    load(loader, qtbot, Wanted(GONE, 30, 20, 2), Wanted(BROKEN, 30, 20, 2), Wanted(DRAWN, 30, 20, 2))
    assert loader.is_absent(GONE)
    assert loader.is_absent(DRAWN)
    assert loader.is_absent(BROKEN)
    assert loader.pixmap(GONE) is None
    loader.try_again()
    assert not loader.is_absent(GONE)


class Held(ThumbnailLoader):
    """Holds up the first thing it has looked for until the test lets it go."""

    def __init__(self, paths: LibraryPaths) -> None:
        super().__init__(paths.thumbnails)
        self.has_looked, self.may_tell = threading.Event(), threading.Event()

    def _read(self, wanted: Wanted) -> QImage:
        found = super()._read(wanted)
        if not self.has_looked.is_set():
            self.has_looked.set()
            assert self.may_tell.wait(60)
        return found


@pytest.fixture
def held(loader: ThumbnailLoader, paths: LibraryPaths) -> Iterator[Held]:
    made = Held(paths)
    yield made
    made.may_tell.set()
    made.close()


def test_a_thumbnail_that_came_while_it_was_looked_for_is_looked_for_again(
    held: Held, paths: LibraryPaths, qtbot: QtBot
) -> None:
    wanted = Wanted(GONE, 30, 20, 2)
    held.want([wanted])
    assert held.has_looked.wait(60)
    ThumbnailCache(paths.thumbnails, size_px=512, limit_bytes=10**9).write(GONE, Image.new("RGB", (40, 30), "#00ff00"))
    held.try_again()
    with qtbot.waitSignal(held.loaded) as told:
        held.may_tell.set()
    assert told.args == [frozenset({GONE})]  # whoever shows it paints it now, and asks
    assert not held.is_absent(GONE)
    load(held, qtbot, wanted)
    assert held.pixmap(GONE) is not None


def test_a_thumbnail_of_before_they_were_made_anew_is_not_kept(held: Held, qtbot: QtBot) -> None:
    held.want([Wanted(RED, 30, 20, 2)])
    assert held.has_looked.wait(60)
    held.forget()
    with qtbot.waitSignal(held.loaded):
        held.may_tell.set()
    assert held.pixmap(RED) is None
    load(held, qtbot, Wanted(RED, 30, 20, 2))
    assert held.pixmap(RED) is not None


def test_the_larger_of_two_copies_of_one_photo_counts(loader: ThumbnailLoader, qtbot: QtBot) -> None:
    small, large = Wanted(RED, 60, 40, 2), Wanted(RED, 300, 200, 8)
    load(loader, qtbot, small, large)
    pixmap = loader.pixmap(RED)
    assert pixmap is not None
    assert pixmap.width() == 300
    with qtbot.assertNotEmitted(loader.loaded, wait=50):
        loader.want([large, small])
    assert not loader.is_busy


def test_the_oldest_go_when_the_cache_is_full(loader: ThumbnailLoader, qtbot: QtBot) -> None:
    load(loader, qtbot, Wanted(RED, 300, 200, 8))
    load(loader, qtbot, Wanted(BLUE, 300, 400, 8))
    assert loader.pixmap(RED) is None
    assert loader.pixmap(BLUE) is not None
