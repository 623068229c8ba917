"""Whatever happens to files and folders: no photo is lost or doubled, and what the user said stays with it."""

import os
import tempfile
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_app.config import LibraryPaths
from desktop_app.library import Library
from desktop_app.records import Arrangement, FolderState, Photo, PhotoId, PhotoState
from tests.library.conftest import content

ROOT = Path(tempfile.gettempdir()).resolve() / "photos"
FOLDERS = [ROOT / "phone", ROOT / "phone" / "2020", ROOT / "camera"]
FILES = [folder / name for folder in FOLDERS for name in ("a.jpg", "b.jpg", "ß\n.jpg")]

T = TypeVar("T")
Files = dict[Path, int]
"""The disk: which content is where."""
Said = tuple[int, str, bool, int]


def picked(things: list[T], pick: int) -> T:
    return things[pick % len(things)]


def said(photo: Photo) -> Said:
    return photo.rating, photo.caption, photo.favourite, photo.quarter_turns


class Flows(RuleBasedStateMachine):
    """A disk with files that come and go, folders that are watched or not, and a library that keeps up with both.

    Every content is on the disk once, so that the test can say which photo a file has to be.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.library = Library.open(LibraryPaths(Path(self.folder.name) / "library"))
        self.disk: Files = {}
        self.contents = 0
        self.bin: Files = {}
        """Where the files were that are in the trash."""
        self.said: dict[PhotoId, Said] = {}
        self.offline: set[Path] = set()
        self.identity: dict[int, PhotoId] = {}
        self.unsure: set[int] = set()

    def teardown(self) -> None:
        self.library.close()
        self.folder.cleanup()

    def watched(self) -> list[Path]:
        return [folder.path for folder in self.library.folders.all()]

    def seen(self) -> Files:
        """The files of the watched folders that are reachable."""
        reachable = [path for path in self.watched() if path not in self.offline]
        return {file: number for file, number in self.disk.items() if any(map(file.is_relative_to, reachable))}

    def former(self, number: int) -> list[Photo]:
        """Photos of this content whose files have left their places, or whose places hold something else now."""
        photos, seen = self.library.photos, self.seen()
        content_id = photos.find_content(content(number).content_hash)
        if content_id is None:
            return []
        live = photos.get(photos.by_content([content_id]).get(content_id, []))
        left = [photo for photo in live if photo.path in seen and seen[photo.path] != number]
        return [*left, *photos.missing_with_content(content_id)]

    def keep_up(self) -> None:
        """What an index does with the differences, through the doors of the library alone."""
        photos = self.library.photos
        with self.library.transaction():
            known = {Path(os.fsdecode(path)): file for path, file in photos.known_files().items()}
            seen = self.seen()
            present = {path: file for path, file in known.items() if file.state is PhotoState.PRESENT}
            photos.set_missing([file.photo_id for path, file in present.items() if path not in seen])
            for path, number in seen.items():
                size_bytes = mtime_ns = number
                if path in known and known[path].mtime_ns == number:
                    photos.set_present([known[path].photo_id])
                    continue
                former, there = self.former(number), photos.by_path(path)
                if former:
                    photos.move(former[0].id, path, size_bytes=size_bytes, mtime_ns=mtime_ns)
                elif there is not None and there.state is PhotoState.PRESENT:
                    photos.update_content(there.id, content(number), size_bytes=size_bytes, mtime_ns=mtime_ns)
                else:
                    photos.insert(path, content(number), size_bytes=size_bytes, mtime_ns=mtime_ns)

    @rule(folder=st.sampled_from([ROOT, *FOLDERS]))
    def watch(self, folder: Path) -> None:
        inside = [path for path in self.offline if path.is_relative_to(folder)]
        self.library.folders.add(folder)
        self.offline -= {path for path in inside if path not in self.watched()}
        self.keep_up()

    @precondition(lambda self: self.watched())
    @rule(pick=st.integers(0, 999))
    def stop_watching(self, pick: int) -> None:
        folder = picked(self.library.folders.all(), pick)
        self.library.folders.remove(folder.id)
        self.offline.discard(folder.path)
        self.keep_up()

    @precondition(lambda self: self.watched())
    @rule(pick=st.integers(0, 999))
    def unplug_or_plug_in(self, pick: int) -> None:
        folder = picked(self.library.folders.all(), pick)
        self.offline ^= {folder.path}
        state = FolderState.OFFLINE if folder.path in self.offline else FolderState.WATCHED
        self.library.folders.set_state(folder.id, state)
        self.keep_up()

    @rule(path=st.sampled_from(FILES))
    def write_a_file(self, path: Path) -> None:
        self.contents += 1
        self.disk[path] = self.contents
        self.keep_up()

    @rule(path=st.sampled_from(FILES))
    def delete_a_file(self, path: Path) -> None:
        self.disk.pop(path, None)
        self.keep_up()

    @rule(source=st.sampled_from(FILES), goal=st.sampled_from(FILES))
    def move_a_file(self, source: Path, goal: Path) -> None:
        if source in self.disk:
            if any(map(source.is_relative_to, self.offline)):
                self.unsure.add(self.disk[source])  # until its drive is back, this looks like a copy
            self.disk[goal] = self.disk.pop(source)
        self.keep_up()

    def disposable(self) -> list[Path]:
        """Files that are one photo for certain, and whose place in the trash is free."""
        return sorted(
            path for path, number in self.seen().items() if path not in self.bin and number not in self.unsure
        )

    @precondition(lambda self: bool(self.disposable()))
    @rule(pick=st.integers(0, 999))
    def trash_a_photo(self, pick: int) -> None:
        path = picked(self.disposable(), pick)
        photo = self.library.photos.by_path(path)
        assert photo is not None
        self.bin[path] = self.disk.pop(path)
        with self.library.history.action() as action:
            action.set_trashed([photo.id], trashed=True)
        self.keep_up()

    @precondition(lambda self: self.bin)
    @rule(pick=st.integers(0, 999), by_us=st.booleans())
    def take_out_of_the_trash(self, pick: int, by_us: bool) -> None:
        path = picked(sorted(self.bin), pick)
        if path in self.disk:
            return
        self.disk[path] = self.bin.pop(path)
        if by_us and path in self.seen():
            with self.library.history.action() as action:
                action.set_trashed([self.identity[self.disk[path]]], trashed=False)
        self.keep_up()

    @precondition(lambda self: self.library.photos.count())
    @rule(
        pick=st.integers(0, 999),
        rating=st.integers(0, 5),
        caption=st.text(max_size=5),
        favourite=st.booleans(),
        turns=st.integers(0, 3),
    )
    def say(self, pick: int, rating: int, caption: str, favourite: bool, turns: int) -> None:
        photo_id = PhotoId(picked(self.library.photos.ids().tolist(), pick))
        with self.library.history.action() as action:
            action.set_rating([photo_id], rating)
            action.set_caption([photo_id], caption)
            action.set_favourite([photo_id], favourite=favourite)
            action.rotate([photo_id], turns)
        self.said[photo_id] = said(self.library.photos.get([photo_id])[0])

    @invariant()
    def every_file_is_one_photo(self) -> None:
        photos = self.library.photos.get(self.library.photos.ids())
        assert len(photos) == self.library.photos.count()
        assert len({photo.path for photo in photos}) == len(photos)
        present = {photo.path: photo.mtime_ns for photo in photos if photo.state is PhotoState.PRESENT}
        assert present == self.seen()

    @invariant()
    def a_content_stays_the_photo_it_was(self) -> None:
        for photo in self.library.photos.get(self.library.photos.ids()):
            assert photo.mtime_ns in self.unsure or self.identity.setdefault(photo.mtime_ns, photo.id) == photo.id

    @invariant()
    def nothing_that_was_said_is_lost(self) -> None:
        photos = self.library.photos.get(list(self.said))
        assert {photo.id: said(photo) for photo in photos} == self.said

    @invariant()
    def what_is_in_the_trash_is_known_to_be_there(self) -> None:
        trashed = self.library.photos.get([self.identity[number] for number in self.bin.values()])
        assert {photo.state for photo in trashed} <= {PhotoState.TRASHED}
        assert len(trashed) == len(self.bin)

    @invariant()
    def grids_and_folders_agree_with_the_list(self) -> None:
        ids = self.library.photos.ids().tolist()
        for by in (Arrangement.TIME, Arrangement.FOLDER, Arrangement.RATING, Arrangement.CAMERA, Arrangement.ADDED):
            assert sorted(self.library.grid.read(by=by).tiles.ids.tolist()) == sorted(ids)
        roots = [node for node in self.library.overview.folder_tree() if node.depth == 0]
        assert sum(node.photos_below for node in roots) == len(ids)

    @invariant()
    def offline_photos_stay_in_the_views(self) -> None:
        states = {folder.id: folder.state for folder in self.library.folders.all()}
        for photo in self.library.photos.get(self.library.photos.ids()):
            assert (photo.state is PhotoState.OFFLINE) == (states[photo.folder_id] is FolderState.OFFLINE)

    @invariant()
    def the_library_agrees_with_itself(self) -> None:
        assert not self.library.folders._database.read("PRAGMA foreign_key_check")
        for folder in self.library.folders.all():
            ids = self.library.photos.ids(folder_id=folder.id).tolist()
            assert ids == self.library.photos.ids(under=folder.path).tolist()
            assert len(ids) == folder.photo_count


TestFlows = Flows.TestCase
TestFlows.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
