"""Real files, real events. Every wait is for a condition, with a limit."""

import logging
import queue
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchdog.utils import BaseThread

from desktop_app.indexing import observed_root
from desktop_app.indexing.watcher import Watcher
from desktop_app.records import FolderState
from tests.indexing.home import Home
from tests.stand_ins import make_photo, make_photos

LIMIT_S = 60.0


class Watched:
    """A home that is kept up to date by a watcher, step by step: `until` indexes what it says until something holds."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.dirty: queue.Queue[frozenset[Path]] = queue.Queue()
        self.watcher = Watcher(self.dirty, quiet_s=0.05, longest_s=0.5, look_for_roots_s=0.1, poll_s=0.1)
        self.seen: list[frozenset[Path]] = []

    def start(self) -> None:
        self.watcher.watch(self.home.library.folders.all())
        self.until(lambda: any(self.home.photos in paths for paths in self.seen))

    def until(self, holds: Callable[[], bool]) -> None:
        """Fails when it does not come to hold."""
        end_s = time.monotonic() + LIMIT_S
        while not holds():
            assert time.monotonic() < end_s, f"not in time; heard {self.seen}"
            try:
                paths = self.dirty.get(timeout=0.1)
            except queue.Empty:
                continue
            self.seen.append(paths)
            self.home.index(sorted(paths))
            self.watcher.mark_dirty(sorted(self.home.indexer.put_off))

    def shows(self, *paths: Path) -> Callable[[], bool]:
        return lambda: set(self.home.shown()) == set(paths)


def watching_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if "watch" in (each.name + type(each).__module__)]


@pytest.fixture
def watched(home: Home) -> Iterator[Watched]:
    before = watching_threads()
    made = Watched(home)
    yield made
    made.watcher.stop()
    assert set(watching_threads()) <= set(before)


def test_what_happened_before_is_looked_for_at_the_start(watched: Watched) -> None:
    paths = make_photos(watched.home.photos, 3)
    watched.watcher.watch(watched.home.library.folders.all())
    watched.until(watched.shows(*paths))


def test_new_changed_renamed_and_removed_photos_are_heard(watched: Watched) -> None:
    home, a, b = watched.home, watched.home.photos / "a.jpg", watched.home.photos / "b.jpg"
    watched.start()
    make_photo(a, "red")
    watched.until(watched.shows(a))
    photo_id, content_hash = home.photo(a).id, home.photo(a).content_hash
    make_photo(a, "blue", size=(80, 60))
    watched.until(lambda: home.photo(a).content_hash != content_hash)
    assert home.photo(a).id == photo_id
    a.rename(b)
    watched.until(watched.shows(b))
    assert home.photo(b).id == photo_id
    b.rename(home.photos / "B.jpg")
    watched.until(watched.shows(home.photos / "B.jpg"))
    assert home.photo(home.photos / "B.jpg").id == photo_id
    (home.photos / "B.jpg").unlink()
    watched.until(watched.shows())


def test_folders_that_come_move_and_go_are_heard(watched: Watched) -> None:
    home, outside = watched.home, watched.home.photos.parent / "outside"
    make_photos(outside / "deep", 4)
    watched.start()
    outside.rename(home.photos / "in")
    watched.until(lambda: len(home.shown()) == 4)
    ids = {photo.id for photo in home.shown().values()}
    (home.photos / "in").rename(home.photos / "renamed")
    watched.until(lambda: all("renamed" in path.parts for path in home.shown()))
    assert {photo.id for photo in home.shown().values()} == ids
    make_photo(home.photos / "renamed" / "deep" / "new.jpg", "red", seed=99)
    watched.until(lambda: len(home.shown()) == 5)
    shutil.rmtree(home.photos / "renamed")
    watched.until(watched.shows())


def test_a_file_that_is_copied_in_pieces_is_indexed_when_it_is_whole(watched: Watched) -> None:
    home, path = watched.home, watched.home.photos / "a.jpg"
    content = make_photo(home.photos.parent / "big.jpg", "red", size=(800, 600)).read_bytes()
    home.indexer.patience_s = 0.1
    watched.start()
    with path.open("wb") as file:
        for at in range(0, len(content), 4000):
            file.write(content[at : at + 4000])
            file.flush()
            heard = len(watched.seen)
            if at == 0:
                watched.until(lambda heard=heard: len(watched.seen) > heard)  # type: ignore[misc]
    watched.until(lambda: path in home.shown() and home.photo(path).size_bytes == len(content))


def test_a_root_that_goes_and_comes_back_is_heard_again(watched: Watched) -> None:
    home = watched.home
    paths = make_photos(home.photos, 3)
    watched.start()
    watched.until(watched.shows(*paths))

    def state() -> FolderState:
        return home.library.folders.all()[0].state

    away = home.photos.rename(home.photos.parent / "away")
    watched.until(lambda: state() is FolderState.OFFLINE)
    assert len(home.shown()) == 3
    away.rename(home.photos)
    watched.until(lambda: state() is FolderState.WATCHED)
    new = make_photo(home.photos / "new.jpg", "red", seed=42)
    watched.until(watched.shows(*paths, new))


def test_folders_can_be_added_and_let_go_while_watching(watched: Watched) -> None:
    home, other = watched.home, watched.home.photos.parent / "other"
    other.mkdir()
    watched.start()
    threads = len(watching_threads())
    added = home.library.folders.add(other)
    watched.watcher.watch(home.library.folders.all())
    watched.until(lambda: any(other in paths for paths in watched.seen))
    photo = make_photo(other / "a.jpg", "red")
    watched.until(watched.shows(photo))
    home.library.folders.remove(added.id)
    watched.watcher.watch(home.library.folders.all())
    watched.until(lambda: len(watching_threads()) == threads)
    unheard = make_photo(other / "b.jpg", "blue")
    watched.until(watched.shows(make_photo(home.photos / "c.jpg", "green")))
    assert not any(unheard in paths for paths in watched.seen)


def test_a_polled_folder_is_looked_through(watched: Watched) -> None:
    home = watched.home
    (folder,) = home.library.folders.all()
    home.library.folders.remove(folder.id)
    home.library.folders.add(home.photos, polled=True)
    watched.start()
    photo = make_photo(home.photos / "a.jpg", "red")
    watched.until(watched.shows(photo))
    photo.rename(home.photos / "b.jpg")
    watched.until(watched.shows(home.photos / "b.jpg"))


def test_where_the_system_watches_no_more_folders_they_are_looked_through(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(observed_root, "_check_limit", refuse)
    with caplog.at_level(logging.WARNING):
        watched.start()
    assert "looked through every" in caplog.text
    photo = make_photo(watched.home.photos / "a.jpg", "red")
    watched.until(watched.shows(photo))


def test_lost_events_make_the_folder_dirty_as_a_whole(watched: Watched) -> None:
    watched.start()
    watched.seen.clear()
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; events were lost")
    watched.until(lambda: any(watched.home.photos in paths for paths in watched.seen))


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_watchdog_still_says_that_events_were_lost_in_these_words(caplog: pytest.LogCaptureFixture) -> None:
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD, WatchDescriptor

    descriptor = InotifyFD()
    descriptor.start()
    try:
        descriptor.handle_event(InotifyEvent(WatchDescriptor(-1), InotifyConstants.IN_Q_OVERFLOW, 0, b""))
    finally:
        descriptor.stop()
        descriptor.join()
    assert "overflow" in caplog.text
    assert all(record.name.startswith("watchdog.observers") for record in caplog.records)


@pytest.mark.parametrize("kind", ["InotifyObserver", "InotifyEmitter", "InotifyFD"])
@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_an_observer_of_which_a_thread_died_is_replaced(watched: Watched, kind: str) -> None:
    before = watching_threads()
    watched.start()
    watched.seen.clear()
    (died,) = (each for each in watching_threads() if type(each).__name__ == kind and each not in before)
    assert isinstance(died, BaseThread)
    died.stop()
    watched.until(lambda: any(watched.home.photos in paths for paths in watched.seen))
    photo = make_photo(watched.home.photos / "a.jpg", "red")
    watched.until(watched.shows(photo))


def test_while_nobody_takes_them_paths_are_gathered(watched: Watched) -> None:
    home = watched.home
    watched.start()
    watched.dirty.put(frozenset())  # as if its reader were busy
    paths = make_photos(home.photos, 20)
    for path in paths:
        watched.watcher.mark_dirty([path])
    assert watched.dirty.get(timeout=LIMIT_S) == frozenset()
    watched.until(watched.shows(*paths))
    assert len(watched.seen) < 10


def test_a_watcher_that_is_stopped_says_no_more_even_if_it_never_watched(watched: Watched) -> None:
    before = watching_threads()
    never = Watcher(queue.Queue())
    never.stop()
    watched.start()
    watched.watcher.stop()
    assert set(watching_threads()) <= set(before)
    make_photo(watched.home.photos / "a.jpg", "red")
    watched.watcher.mark_dirty([watched.home.photos])
    assert watched.dirty.empty()
