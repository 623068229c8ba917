"""What clients hear of without having asked."""

from typing import Literal, TypeAlias

import msgspec

from desktop_app.jobs import Progress
from desktop_app.records import Change, ChangeKind, PhotoId

NAMED_PHOTOS = 10_000
"""Photos that are named in one event."""


class Event(msgspec.Struct, frozen=True, tag=True):
    """Something a client hears without having asked."""


class LibraryChanged(Event, frozen=True):
    """What views may want to read again, and no more than that."""

    photos: bool = False
    """Photos came, went, or are in another order: lists, and counts."""
    folders: bool = False
    problems: bool = False
    edited: frozenset[ChangeKind] = frozenset()
    """What people changed of photos: their records, what is arranged or counted by it, and what can be undone."""
    photo_ids: frozenset[PhotoId] | None = frozenset()
    """Whose records those are; None: too many to name."""
    searches: bool = False
    """Past searches."""

    def joined(self, other: "LibraryChanged") -> "LibraryChanged":
        """Both in one."""
        photo_ids = None
        if self.photo_ids is not None and other.photo_ids is not None:
            photo_ids = self.photo_ids | other.photo_ids
        return LibraryChanged(
            photos=self.photos or other.photos,
            folders=self.folders or other.folders,
            problems=self.problems or other.problems,
            edited=self.edited | other.edited,
            photo_ids=None if photo_ids is not None and len(photo_ids) > NAMED_PHOTOS else photo_ids,
            searches=self.searches or other.searches,
        )


class JobProgress(Event, frozen=True):
    """Work that the worker does by itself; None when it rests, with the sentence to show if it had to give up."""

    progress: Progress | None = None
    failure: str = ""


class JobsPaused(Event, frozen=True):
    """Somebody held indexing back, or lets it go on; also told to a client that comes while it is held back."""

    paused: bool


class PhotoChanged(Event, frozen=True):
    """For clients that `FollowChanges`."""

    change: Change


class WorkerChanged(Event, frozen=True):
    """Told by the client itself: the process starts, answers, or went away."""

    state: Literal["starting", "ready", "lost"]
    message: str = ""


AnyEvent: TypeAlias = LibraryChanged | JobProgress | JobsPaused | PhotoChanged | WorkerChanged
