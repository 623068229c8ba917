"""Takes what was read into the library, decides which photo a file is, and counts."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop_app.errors import PhotoError, UnreadablePhotoError
from desktop_app.indexing.difference import Difference
from desktop_app.indexing.survey import Survey
from desktop_app.library.library import Library
from desktop_app.library.problems import FileStamp
from desktop_app.records import (
    Change,
    Content,
    ContentId,
    FolderId,
    FolderState,
    ImageMetadata,
    IndexReport,
    Photo,
    PhotoId,
    PhotoState,
    Problem,
)


class Ledger:
    """The writing side of one run. All of it happens in transactions of the caller; `announce` after each commit.

    Which photo a file is: a file whose content was known elsewhere, and is no longer there, is that photo moved. A file
    that changed in its place stays the photo it was, unless it is another photo's file, renamed over it.
    """

    def __init__(self, library: Library, survey: Survey, on_change: Callable[[Change], None] | None) -> None:
        self._library = library
        self._survey = survey
        self._on_change = on_change
        self._changes: list[Change] = []
        self._removed: dict[PhotoId, Path] = {}
        self._confirmed: set[PhotoId] = set()
        """Photos that this run found to be where they are."""
        self._replaced: frozenset[bytes] = frozenset()
        """Paths that were another photo's, or this one's before it changed."""
        self._offline: set[FolderId] = set()
        self._indexed = 0
        self._unchanged = 0
        self._moved = 0
        self._failed: dict[bytes, Problem] = {}

    @property
    def _difference(self) -> Difference:
        return self._survey.difference

    def settle_folders(self) -> None:
        """Which drives are away and which are back; photos whose files are where they were, as they were."""
        photos, difference = self._library.photos, self._difference
        self.mark_offline()
        for folder in self._survey.returned():
            self._library.folders.set_state(folder.id, FolderState.WATCHED)
            self._changes.append(Change(kind="online", path=folder.path))
        photos.set_present(known.photo_id for _, known in difference.back)
        self._library.problems.clear(difference.solved)
        self._changes += [Change(kind="solved", path=Path(os.fsdecode(key))) for key in difference.solved]
        self._changes += [Change(kind="moved", path=file.path, previous_path=file.path) for file, _ in difference.back]
        self._moved += len(difference.back)
        self._replaced = frozenset(difference.changed)
        self._unchanged += difference.unchanged
        if difference.still_failing:
            failing = set(difference.still_failing)
            for problem in self._library.problems.all():
                key = bytes(problem.path)
                if key in failing:
                    self._failed[key] = problem

    def mark_offline(self) -> None:
        """Folders that were found to be away since this was called last."""
        for folder in self._survey.offline:
            if folder.id not in self._offline:
                self._offline.add(folder.id)
                self._library.folders.set_state(folder.id, FolderState.OFFLINE)
                if folder.state is not FolderState.OFFLINE:
                    self._changes.append(Change(kind="offline", path=folder.path))

    def place(
        self, key: bytes, path: Path, stamp: FileStamp, content_id: ContentId, *, is_last_word: bool = False
    ) -> bool:
        """A file of known content: moved, copied, restored, or only touched.

        False, and nothing done, while it depends on a file not yet read whether it was moved or copied.
        """
        current = self._photo_at(key)
        if current is not None and current.content_id == content_id:
            if current.state is PhotoState.MISSING:  # damaged for a while, now mended
                self._put(key, path, stamp, content_id)
            else:
                self._library.photos.update_content(current.id, content_id, **stamp._asdict())
                self._unchanged += 1
                self._confirmed.add(current.id)
        elif (source := self._source(content_id, path, stamp, replaces=key in self._replaced)) is not None:
            self._move(source, path, stamp)
        elif not is_last_word and self._may_leave(content_id):
            return False
        else:
            self._put(key, path, stamp, content_id)
        self._library.problems.clear([path])
        return True

    def index(self, key: bytes, path: Path, stamp: FileStamp, content: Content) -> ContentId:
        """A file of new content: a new photo, or one that changed in its place. Returns the content's id."""
        self._put(key, path, stamp, content)
        self._library.problems.clear([path])
        content_id = self._library.photos.find_content(content.content_hash)
        assert content_id is not None
        return content_id

    def fail(self, key: bytes, path: Path, stamp: FileStamp, error: PhotoError, *, is_photo: bool = False) -> None:
        """A file that cannot be used as it is. The photo that it was is missing, until the file is mended.

        `is_photo`: the file has not changed since it was indexed, and stays a photo.
        """
        self._library.problems.record(path, stamp.size_bytes, stamp.mtime_ns, error)
        known = self._difference.changed.get(key)
        if known is not None and not isinstance(error, UnreadablePhotoError):  # which says nothing about its content
            self._library.photos.set_missing([known[1].photo_id])
        problem = Problem(path=path, reason=str(error), kind=type(error).__name__)
        if is_photo and key not in self._failed:
            self._unchanged = max(self._unchanged - 1, 0)
        self._failed[key] = problem
        self._changes.append(Change(kind="failed", path=path, reason=problem.reason))

    def update_metadata(self, photo_id: PhotoId, path: Path, metadata: ImageMetadata) -> None:
        """A sidecar says something else."""
        self._library.photos.update_metadata(photo_id, metadata)
        self._changes.append(Change(kind="changed", path=path))

    def remove(self) -> None:
        """What is gone and was not found elsewhere so far is missing; it may still turn up as a moved one."""
        gone = self._difference.gone
        self._library.photos.set_missing(gone)
        self._removed |= {photo_id: path for photo_id, (path, _) in gone.items()}
        gone.clear()

    def announce(self) -> None:
        """Tells of what was committed."""
        changes, self._changes = self._changes, []
        if self._on_change is not None:
            for change in changes:
                self._on_change(change)

    def report(self, seconds: float) -> IndexReport:
        """The counts of the run; tells of the removed photos."""
        self._changes += [Change(kind="removed", path=path) for path in self._removed.values()]
        self.announce()
        failed = tuple(self._failed[key] for key in sorted(self._failed))
        return IndexReport(
            found=self._indexed + self._unchanged + self._moved + len(failed),
            indexed=self._indexed,
            unchanged=self._unchanged,
            moved=self._moved,
            removed=len(self._removed),
            failed=failed,
            seconds=seconds,
            photos_per_second=self._indexed / seconds if seconds > 0 else 0.0,
        )

    def _put(self, key: bytes, path: Path, stamp: FileStamp, content: Content | ContentId) -> None:
        photos, current = self._library.photos, self._photo_at(key)
        if current is not None:
            photos.update_content(current.id, content, **stamp._asdict())
            self._confirmed.add(current.id)
        else:
            photos.insert(path, content, **stamp._asdict())
        self._indexed += 1
        self._changes.append(Change(kind="indexed" if current is None else "changed", path=path))

    def _photo_at(self, key: bytes) -> Photo | None:
        """The photo whose file this was at the last scan, if it is not known to have moved since."""
        known = self._difference.changed.get(key)
        found = self._library.photos.get([known[1].photo_id]) if known is not None else []
        return found[0] if found else None

    def _move(self, photo: Photo, path: Path, stamp: FileStamp) -> None:
        replaced = self._library.photos.by_path(path)
        self._library.photos.move(photo.id, path, **stamp._asdict())
        if replaced is not None and replaced.id != photo.id and replaced.state is not PhotoState.MISSING:
            self._removed[replaced.id] = path
        there = self._difference.changed.get(bytes(photo.path))
        if there is not None and there[1].photo_id == photo.id:
            del self._difference.changed[bytes(photo.path)]  # another photo's file lies there now
        self._difference.gone.pop(photo.id, None)
        self._removed.pop(photo.id, None)
        self._confirmed.add(photo.id)
        self._moved += 1
        self._changes.append(Change(kind="moved", path=path, previous_path=photo.path))

    def _source(self, content_id: ContentId, path: Path, stamp: FileStamp, *, replaces: bool) -> Photo | None:
        """The photo of this content whose file is no longer where it was: the likeliest, if there are several."""
        photos = self._library.photos
        live = photos.get([each for ids in photos.by_content([content_id]).values() for each in ids])
        able = [photo for photo in live if photo.path != path and self._has_left(photo, replaces=replaces)]
        able += self._missing(photos.missing_with_content(content_id))
        return min(able, key=lambda photo: self._unlikeliness(photo, path, stamp), default=None)

    def _may_leave(self, content_id: ContentId) -> bool:
        """Whether a photo of this content lies where a file changed that has not been read to its end."""
        photos = self._library.photos
        live = photos.get([each for ids in photos.by_content([content_id]).values() for each in ids])
        return any(photo.id not in self._confirmed and bytes(photo.path) in self._difference.changed for photo in live)

    def _unlikeliness(self, photo: Photo, path: Path, stamp: FileStamp) -> tuple[bool, bool, bool, bool, int]:
        return (
            photo.folder_id not in self._survey.folders,
            photo.state is PhotoState.MISSING and photo.id not in self._removed,  # gone for longer
            (photo.size_bytes, photo.mtime_ns) != stamp,
            photo.path.name != path.name,
            photo.id,
        )

    def _has_left(self, photo: Photo, *, replaces: bool) -> bool:
        if photo.id in self._confirmed:
            return False
        if photo.id in self._difference.gone:
            return True
        if bytes(photo.path) in self._difference.changed:
            # Its place holds something else, or was touched. It has left if its content was put over another photo;
            # else, if what is there now is a photo, that is this one edited, and "photo.jpg_original" its backup.
            return replaces
        return self._survey.has_left(photo)

    def _missing(self, photos: Iterable[Photo]) -> list[Photo]:
        """Those of folders that are watched no longer may be where they were."""
        watched = self._survey.folders
        return [photo for photo in photos if photo.folder_id in watched or not self._survey.has_file(photo.path)]
