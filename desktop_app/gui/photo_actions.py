"""What the user does with photos: rates, captions, turns, throws away, and takes it back."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from desktop_app.gui import words
from desktop_app.gui.failure_words import in_words
from desktop_app.gui.job_runner import JobRunner, Task
from desktop_app.records import ChangeKind, Edit, HistoryEntry, HistoryState, Photo, PhotoId
from desktop_app.worker.protocol import (
    GetHistory,
    Redo,
    Request,
    RestorePhotos,
    RotatePhotos,
    SetCaption,
    SetFavourite,
    SetRating,
    TrashPhotos,
    Undo,
)

QUICK_EDITS = (SetRating, SetFavourite, SetCaption, RotatePhotos)
"""Done in a moment: no progress is shown of them."""
MANY_PHOTOS = 20_000
"""Of more than these it is."""

_SHOWN_AHEAD = 20_000
"""Photos of one wish that are shown as wished before it is done."""
_BRIDGED = 32


class _Wish:
    """Fields of photos that the library may not have yet: absolute values, so that twice is as once."""

    def __init__(self, fields: Mapping[PhotoId, Mapping[str, object]]) -> None:
        self.fields = fields
        self._seen: dict[PhotoId, Photo] = {}
        self._is_done = False

    def settle(self) -> None:
        """It is done: records that were read later say so themselves."""
        self._is_done = True

    def apply(self, photo: Photo, record: Photo) -> Photo:
        """`photo` with the fields; `record` is what the library said of it."""
        fields = self.fields.get(photo.id)
        if fields is None or (self._is_done and self._seen.get(photo.id) is not record):
            return photo
        self._seen[photo.id] = record
        return msgspec.structs.replace(photo, **fields)


class PhotoActions(QObject):
    """Asks the worker and never waits: `as_wished` is how a photo will be, at once; what was done is told by a signal.

    Ids may be many; none of these verbs reads a record.
    """

    wished = Signal(frozenset)  # PhotoIds that look different now, by `as_wished`
    done = Signal(str, object)  # sentence, Callable that takes it back | None
    failed = Signal(str)
    history_changed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._wishes: dict[int, _Wish] = {}  # by id(task), oldest first
        self._bridging: deque[_Wish] = deque(maxlen=_BRIDGED)  # done, but records read before may still be shown
        self._steps: dict[int, bool] = {}  # of undo and redo under way: whether it is undo
        self._history = HistoryState()

    @property
    def is_busy(self) -> bool:
        """Whether the worker has yet to confirm something."""
        return bool(self._wishes or self._steps)

    @property
    def undo_words(self) -> str:
        """What undo would do: "Undo: rating · 3 photos"; empty where there is nothing to undo."""
        entry = self._history.undo
        return "" if entry is None else self.tr("Undo: {what}").format(what=self._named(entry))

    @property
    def redo_words(self) -> str:
        """What redo would do; empty where there is nothing."""
        entry = self._history.redo
        return "" if entry is None else self.tr("Redo: {what}").format(what=self._named(entry))

    @Slot()
    def read_history(self) -> None:
        """Asks what undo and redo would do now."""
        self._runner.submit(GetHistory(), is_quiet=True).succeeded.connect(self._on_history_told)

    def as_wished(self, record: Photo) -> Photo:
        """The photo with all that was asked for it and not refused; `record` is the very one that the model has."""
        photo = record
        for wish in (*self._bridging, *self._wishes.values()):
            photo = wish.apply(photo, record)
        return photo

    def rate(self, ids: Sequence[PhotoId], rating: int) -> None:
        """0 to 5 stars."""
        stars = "★" * rating
        said = self.tr("{photos}: {stars}") if rating else self.tr("{photos}: no rating")
        self._edit(SetRating(tuple(ids), rating), {"rating": rating}, said.replace("{stars}", stars))

    def set_favourite(self, ids: Sequence[PhotoId], *, favourite: bool) -> None:
        """Or no longer."""
        said = self.tr("{photos} are favourites now") if favourite else self.tr("{photos} are no favourites now")
        self._edit(SetFavourite(tuple(ids), favourite), {"favourite": favourite}, said)

    def set_caption(self, ids: Sequence[PhotoId], caption: str) -> None:
        """The same for all of them; an empty one for none."""
        self._edit(SetCaption(tuple(ids), caption), {"caption": caption}, self.tr("{photos} have this caption now"))

    def rotate(self, ids: Sequence[PhotoId], quarter_turns: int, *, shown: Sequence[Photo] = ()) -> None:
        """Clockwise, or the other way when negative. Those that are `shown` turn at once."""
        request = RotatePhotos(tuple(ids), quarter_turns)
        fields = {photo.id: turned_fields(photo, quarter_turns) for photo in shown}
        self._submit_edit(request, _Wish(fields), self.tr("{photos} were turned"))

    def trash(self, ids: Sequence[PhotoId]) -> None:
        """To the system's trash."""
        if ids:
            self._follow(TrashPhotos(tuple(ids))).succeeded.connect(self._on_trashed)

    def restore(self, ids: Sequence[PhotoId]) -> None:
        """Back from the trash."""
        if ids:
            self._follow(RestorePhotos(tuple(ids))).succeeded.connect(self._on_restored)

    @Slot()
    def undo(self) -> None:
        """The last change, whatever it was; says which."""
        self._step(Undo(), is_undo=True)

    @Slot()
    def redo(self) -> None:
        """What was undone last."""
        self._step(Redo(), is_undo=False)

    def _edit(self, request: SetRating | SetFavourite | SetCaption, fields: Mapping[str, object], said: str) -> None:
        self._submit_edit(request, _Wish(dict.fromkeys(request.photo_ids[:_SHOWN_AHEAD], fields)), said)

    def _submit_edit(
        self, request: SetRating | SetFavourite | SetCaption | RotatePhotos, wish: _Wish, said: str
    ) -> None:
        if not request.photo_ids:
            return
        task = self._follow(request)
        self._wishes[id(task)] = wish
        if len(request.photo_ids) > 1:
            task.setProperty("said", said)
        task.succeeded.connect(self._on_edited)
        task.ended.connect(self._on_wish_ended)
        self.wished.emit(frozenset(wish.fields))

    def _follow(self, request: Request[Edit]) -> Task:
        task = self._runner.submit(request, is_quiet=True)
        task.failed.connect(self.failed)
        task.cancelled.connect(self._on_cancelled)
        task.ended.connect(self.read_history)
        return task

    def _step(self, request: Undo | Redo, *, is_undo: bool) -> None:
        task = self._follow(request)
        self._steps[id(task)] = is_undo
        task.succeeded.connect(self._on_step_taken)
        task.ended.connect(self._on_step_ended)

    def _undoer(self, entry_id: int) -> Callable[[], None]:
        def undo() -> None:
            self._step(Undo(entry_id), is_undo=True)

        return undo

    def _tell(self, sentence: str, edit: Edit, *, can_undo: bool) -> None:
        """What was done, and what could not be."""
        parts = [sentence] if edit.changed else []
        if edit.kept:
            parts.append(
                self.tr("{photos} changed again since and stayed as is").format(photos=words.photos(len(edit.kept)))
            )
        if edit.failed:
            text = self.tr("{photos} could not be moved: {reason}")
            parts.append(text.format(photos=words.photos(len(edit.failed)), reason=in_words(edit.failed[0].reason)))
        if edit.unwritten:
            text = self.tr("The library has it, but not the sidecar files of {photos}: {reason}")
            parts.append(text.format(photos=words.photos(edit.unwritten), reason=in_words(edit.unwritten_reason)))
        if parts:
            undo = self._undoer(edit.entry.id) if can_undo and edit.entry is not None and edit.changed else None
            self.done.emit(" · ".join(parts), undo)

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        task = self.sender()
        wish = self._wishes[id(task)]
        wish.settle()
        self._bridging.append(wish)
        said = task.property("said") or (self.tr("{photos} changed") if edit.unwritten else "")
        if said:
            self._tell(str(said).replace("{photos}", words.photos(edit.changed)), edit, can_undo=True)

    @Slot()
    def _on_wish_ended(self) -> None:
        wish = self._wishes.pop(id(self.sender()))
        self.wished.emit(frozenset(wish.fields))

    @Slot(object)
    def _on_trashed(self, edit: Edit) -> None:
        self._tell(self.tr("{photos} in the trash").format(photos=words.photos(edit.changed)), edit, can_undo=True)

    @Slot(object)
    def _on_restored(self, edit: Edit) -> None:
        self._tell(self.tr("{photos} back in place").format(photos=words.photos(edit.changed)), edit, can_undo=True)

    @Slot(object)
    def _on_step_taken(self, edit: Edit) -> None:
        is_undo = self._steps[id(self.sender())]
        if edit.entry is None:
            self.done.emit(self.tr("Nothing to undo") if is_undo else self.tr("Nothing to redo"), None)
            return
        what = self._named(msgspec.structs.replace(edit.entry, photos=edit.changed))
        text = self.tr("Undone: {what}") if is_undo else self.tr("Done again: {what}")
        self._tell(text.format(what=what), edit, can_undo=False)

    @Slot()
    def _on_step_ended(self) -> None:
        self._steps.pop(id(self.sender()))

    @Slot()
    def _on_cancelled(self) -> None:
        self.done.emit(self.tr("Stopped. What was done until then can be undone."), self.undo)

    @Slot(object)
    def _on_history_told(self, history: HistoryState) -> None:
        if history != self._history:
            self._history = history
            self.history_changed.emit()

    def _named(self, entry: HistoryEntry) -> str:
        what = ", ".join(self._noun(kind) for kind in entry.kinds)
        return f"{what} · {words.photos(entry.photos)}"

    def _noun(self, kind: ChangeKind) -> str:
        return {
            ChangeKind.RATING: self.tr("rating"),
            ChangeKind.CAPTION: self.tr("caption"),
            ChangeKind.FAVOURITE: self.tr("favourite"),
            ChangeKind.ROTATION: self.tr("rotation"),
            ChangeKind.TRASH: self.tr("moving to the trash"),
            ChangeKind.RESTORE: self.tr("return from the trash"),
        }[kind]


def turned_fields(photo: Photo, quarter_turns: int) -> dict[str, object]:
    """What of the record is different once the photo is turned clockwise by so many times 90°."""
    width_px, height_px = photo.width_px, photo.height_px
    if quarter_turns % 2:
        width_px, height_px = height_px, width_px
    turns = (photo.quarter_turns + quarter_turns) % 4
    return {"quarter_turns": turns, "width_px": width_px, "height_px": height_px}
