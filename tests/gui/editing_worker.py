"""A worker that does what people ask of photos, on the test's own library, and tells what changed."""

from collections.abc import Callable

from desktop_app.library.changes import Action
from desktop_app.records import Edit
from desktop_app.worker.protocol import (
    LibraryChanged,
    Redo,
    RotatePhotos,
    SetCaption,
    SetFavourite,
    SetRating,
    TrashPhotos,
    Undo,
)
from tests.gui.home import Home
from tests.gui.worker_stand_in import WorkerStandIn


def edit_for_real(worker: WorkerStandIn, home: Home) -> None:
    """Ratings, captions, favourites, rotation, trash (no file is moved), undo and redo."""

    def make(change: Callable[[Action], int]) -> Edit:
        with home.library.history.action() as action:
            changed = change(action)
        entry = None if action.id is None else home.library.history.entry(action.id)
        return tell(Edit(entry=entry, changed=changed))

    def tell(edit: Edit) -> Edit:
        kinds = frozenset() if edit.entry is None else frozenset(edit.entry.kinds)
        worker.tell(LibraryChanged(photos=True, edited=kinds, photo_ids=None))
        return edit

    worker.always(SetRating, lambda wish: make(lambda action: action.set_rating(wish.photo_ids, wish.rating)))
    worker.always(
        SetFavourite,
        lambda wish: make(lambda action: action.set_favourite(wish.photo_ids, favourite=wish.favourite)),
    )
    worker.always(SetCaption, lambda wish: make(lambda action: action.set_caption(wish.photo_ids, wish.caption)))
    worker.always(RotatePhotos, lambda wish: make(lambda action: action.rotate(wish.photo_ids, wish.quarter_turns)))
    worker.always(TrashPhotos, lambda wish: make(lambda action: action.set_trashed(wish.photo_ids, trashed=True)))
    worker.always(Undo, lambda _: tell(home.library.history.undo()))
    worker.always(Redo, lambda _: tell(home.library.history.redo()))
