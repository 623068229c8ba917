"""What a person changes of photos: each change is one entry of the history, and is told once it is committed."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from desktop_app.config import LibraryPaths
from desktop_app.jobs import Job, Progress, run
from desktop_app.library import Library
from desktop_app.library.changes import Action
from desktop_app.library.history import KEPT_CHANGES
from desktop_app.records import ChangeKind, Edit, HistoryState, PhotoId, PhotosEdited, Problem
from desktop_app.workspace.file_mover import FileMover
from desktop_app.workspace.sidecar_care import write_sidecars
from desktop_app.workspace.trash import Trash

PHOTOS_AT_ONCE = 50_000
"""More than these are changed in several transactions, which undo takes back together."""
NAMED_PHOTOS = 10_000
"""Changes of more photos are told without naming them."""


class Editor:
    """Ratings, captions, favourites, rotation, trash, and undo and redo over all of them. One change at a time.

    A change is in the library before any sidecar is written.
    """

    def __init__(
        self, paths: LibraryPaths, library: Library, trash: Trash, *, has_sidecars: Callable[[], bool] = lambda: False
    ) -> None:
        """`has_sidecars`: whether sidecars beside the photos say the same."""
        self._library = library
        self._has_sidecars = has_sidecars
        self._mover = FileMover(paths, library, trash)
        self._listeners: list[Callable[[PhotosEdited], None]] = []

    def listen(self, on_edit: Callable[[PhotosEdited], None]) -> Callable[[], None]:
        """`on_edit` hears after each commit what is different, on the thread of the change. Call the result to end."""
        self._listeners.append(on_edit)
        return lambda: self._listeners.remove(on_edit)

    def history(self) -> HistoryState:
        """What undo and redo would do."""
        return self._library.history.state()

    def rate(self, photo_ids: Sequence[PhotoId], rating: int) -> Edit:
        """0 to 5 stars. Raises `LibraryError` for anything else."""
        return run(self._carried(self._make(lambda action: action.set_rating(photo_ids, rating))))

    def set_favourite(self, photo_ids: Sequence[PhotoId], *, favourite: bool) -> Edit:
        """Or no longer."""
        return run(self._carried(self._make(lambda action: action.set_favourite(photo_ids, favourite=favourite))))

    def set_caption(self, photo_ids: Sequence[PhotoId], caption: str) -> Edit:
        """Any text; an empty one says that there shall be none, whatever the file says."""
        return run(self._carried(self._make(lambda action: action.set_caption(photo_ids, caption))))

    def rotate(self, photo_ids: Sequence[PhotoId], quarter_turns: int) -> Edit:
        """Clockwise from how each is shown now, or the other way when negative. The files stay as they are."""
        return run(self._carried(self._make(lambda action: action.rotate(photo_ids, quarter_turns))))

    def rate_many(self, photo_ids: Sequence[PhotoId], rating: int) -> Job[Edit]:
        """As `rate`, for any number: in batches, as one change. A job that is closed leaves what it did until then."""
        return (yield from self._make_many(photo_ids, lambda action, ids: action.set_rating(ids, rating)))

    def set_favourite_many(self, photo_ids: Sequence[PhotoId], *, favourite: bool) -> Job[Edit]:
        """As `set_favourite`, for any number."""
        return (
            yield from self._make_many(photo_ids, lambda action, ids: action.set_favourite(ids, favourite=favourite))
        )

    def set_caption_many(self, photo_ids: Sequence[PhotoId], caption: str) -> Job[Edit]:
        """As `set_caption`, for any number."""
        return (yield from self._make_many(photo_ids, lambda action, ids: action.set_caption(ids, caption)))

    def rotate_many(self, photo_ids: Sequence[PhotoId], quarter_turns: int) -> Job[Edit]:
        """As `rotate`, for any number."""
        return (yield from self._make_many(photo_ids, lambda action, ids: action.rotate(ids, quarter_turns)))

    def trash(self, photo_ids: Sequence[PhotoId]) -> Job[Edit]:
        """Moves the files to the system's trash; the photos stay in the library as trashed.

        A file that cannot be moved is told and stops nothing. A job that is closed leaves what it did until then.
        """
        return (yield from self._move_as_one(photo_ids, to_trash=True))

    def restore(self, photo_ids: Sequence[PhotoId]) -> Job[Edit]:
        """Puts the files of trashed photos back to where they were, as `trash` took them away."""
        return (yield from self._move_as_one(photo_ids, to_trash=False))

    def undo(self, *, expected_id: int | None = None) -> Job[Edit]:
        """Takes the last change back, files included; an `Edit` without an entry when there is none.

        Photos that were changed in another way since are `kept` as they are; files that cannot be moved are `failed`.
        Raises `LibraryError` when the last change is not the one with `expected_id`.
        """
        return (yield from self._step(undo=True, expected_id=expected_id))

    def redo(self, *, expected_id: int | None = None) -> Job[Edit]:
        """Makes the change again that was undone last, as `undo`."""
        return (yield from self._step(undo=False, expected_id=expected_id))

    def _make_many(self, photo_ids: Sequence[PhotoId], change: Callable[[Action, Sequence[PhotoId]], int]) -> Job[Edit]:
        if len(photo_ids) <= PHOTOS_AT_ONCE:
            return (yield from self._carried(self._make(lambda action: change(action, photo_ids))))
        entry_id, changed, total = None, 0, len(photo_ids)
        for start in range(0, total, PHOTOS_AT_ONCE):
            yield Progress("edit", done=start, total=total)
            with self._library.history.action(continued=entry_id) as action:
                changed += change(action, photo_ids[start : start + PHOTOS_AT_ONCE])
            entry_id = action.id
            if entry_id is not None:
                entry = self._library.history.entry(entry_id)
                self._tell(() if entry is None else entry.kinds, None)
        edit = Edit(entry=None if entry_id is None else self._library.history.entry(entry_id), changed=changed)
        return (yield from self._carried(edit))

    def _make(self, change: Callable[[Action], int]) -> Edit:
        with self._library.history.action() as action:
            changed = change(action)
        if action.id is None:
            return Edit()
        entry = self._library.history.entry(action.id)
        assert entry is not None
        self._tell(entry.kinds, self._library.history.photo_ids(entry.id, limit=NAMED_PHOTOS))
        return Edit(entry=entry, changed=changed)

    def _move_as_one(self, photo_ids: Sequence[PhotoId], *, to_trash: bool) -> Job[Edit]:
        kind = ChangeKind.TRASH if to_trash else ChangeKind.RESTORE
        entry_id, changed = None, 0
        failed: list[Problem] = []
        for batch in self._mover.move(photo_ids, to_trash=to_trash):
            failed += batch.failed.values()
            if batch.moved:
                with (
                    self._mover.told(batch, to_trash=to_trash),
                    self._library.history.action(continued=entry_id) as action,
                ):
                    changed += action.set_trashed(batch.moved, trashed=to_trash)
                entry_id = action.id
                self._tell([kind], frozenset(batch.moved))
            yield Progress(kind.value, done=batch.done, total=len(photo_ids))
        entry = None if entry_id is None else self._library.history.entry(entry_id)
        return Edit(entry=entry, changed=changed, failed=tuple(failed))

    def _step(self, *, undo: bool, expected_id: int | None) -> Job[Edit]:
        history = self._library.history
        take = history.undo if undo else history.redo
        entry = history.next(undo=undo, expected_id=expected_id)
        if entry is None:
            return Edit()
        moves = history.file_moves(entry.id, undo=undo)
        changed, failed = 0, dict[PhotoId, Problem]()
        for photo_ids, to_trash in ((moves.to_trash, True), (moves.to_restore, False)):
            for batch in self._mover.move(photo_ids, to_trash=to_trash):
                failed |= batch.failed
                if batch.moved:
                    with self._mover.told(batch, to_trash=to_trash):
                        changed += take(expected_id=entry.id, only=batch.moved).changed
                    self._tell(entry.kinds, frozenset(batch.moved))
                yield Progress("undo" if undo else "redo", done=batch.done, total=len(photo_ids))
        taken = take(expected_id=entry.id, without=failed)
        self._tell(entry.kinds, history.photo_ids(entry.id, limit=NAMED_PHOTOS))
        edit = msgspec.structs.replace(taken, changed=changed + taken.changed, failed=tuple(failed.values()))
        return (yield from self._carried(edit))

    def _carried(self, edit: Edit) -> Job[Edit]:
        """Into the sidecars, too. A job that is closed leaves the others as they were."""
        if edit.entry is None or not self._has_sidecars():
            return edit
        ids = self._library.history.photo_ids(edit.entry.id, limit=KEPT_CHANGES) or frozenset()
        unwritten = yield from write_sidecars(self._library, edit.entry.kinds, ids)
        return msgspec.structs.replace(edit, unwritten=unwritten.photos, unwritten_reason=unwritten.reason)

    def _tell(self, kinds: Iterable[ChangeKind], photo_ids: frozenset[PhotoId] | None) -> None:
        edited = PhotosEdited(kinds=frozenset(kinds), photo_ids=photo_ids)
        for listener in list(self._listeners):
            listener(edited)
