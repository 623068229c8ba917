"""What clients ask of the worker. A request's type argument is the type of its answer."""

from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from desktop_app.config import Settings
from desktop_app.records import (
    Edit,
    Folder,
    FolderId,
    HistoryState,
    IndexReport,
    ModelSpec,
    PhotoId,
    Problem,
    SearchRequest,
    SearchResult,
)
from desktop_app.reports import DoctorReport, OldCopy, ThumbnailUse, WorkspaceStatus

R = TypeVar("R")


class Request(msgspec.Struct, Generic[R], frozen=True, tag=True):
    """A wish of a client; `R` is what it gets back."""


class AddFolders(Request[IndexReport], frozen=True):
    """Watch these folders and index what is in them."""

    folders: tuple[Path, ...]


class RemoveFolder(Request[None], frozen=True):
    """Watch it no longer; the files stay where they are."""

    folder_id: FolderId


class AddSamples(Request[IndexReport], frozen=True):
    """Write the sample photos beside the library and watch them."""


class IndexLibrary(Request[IndexReport], frozen=True):
    """Bring every folder up to date."""


class FollowChanges(Request[None], frozen=True):
    """Hear a `PhotoChanged` for all that is taken over, until cancelled."""


class Search(Request[SearchResult], frozen=True):
    """Find photos. A newer `Search` of the same client ends this one."""

    request: SearchRequest


class ListModels(Request[tuple[ModelSpec, ...]], frozen=True):
    """The catalogue and what the user added."""


class DownloadModel(Request[ModelSpec], frozen=True):
    """Fetch the weights of a model of the catalogue."""

    model_id: str


class AddModel(Request[ModelSpec], frozen=True):
    """Take over weights from a folder or file; `architecture` is open_clip's name, when the folder does not say."""

    path: Path
    model_id: str
    architecture: str | None = None


class UseModel(Request[IndexReport], frozen=True):
    """Understand all photos with this model, then let it answer."""

    model_id: str


class RemoveModel(Request[None], frozen=True):
    """Forget a model, its weights and its embeddings."""

    model_id: str


class RunDoctor(Request[DoctorReport], frozen=True):
    """Check library, index, caches and files against each other; `repair` rebuilds what can be."""

    repair: bool = False


class GetStatus(Request[WorkspaceStatus], frozen=True):
    """Counts, folders, model and device."""


class ListFolders(Request[tuple[Folder, ...]], frozen=True):
    """The watched folders."""


class ListProblems(Request[tuple[Problem, ...]], frozen=True):
    """Files that could not be taken in, and why."""


class SetRating(Request[Edit], frozen=True):
    """0 to 5 stars for all of these photos."""

    photo_ids: tuple[PhotoId, ...]
    rating: int


class SetFavourite(Request[Edit], frozen=True):
    """All of these photos are favourites, or are not any more."""

    photo_ids: tuple[PhotoId, ...]
    favourite: bool


class SetCaption(Request[Edit], frozen=True):
    """The same caption for all of these photos; an empty one says that there shall be none."""

    photo_ids: tuple[PhotoId, ...]
    caption: str


class RotatePhotos(Request[Edit], frozen=True):
    """Clockwise by so many times 90° from how each is shown, or the other way; in the library, not in the files."""

    photo_ids: tuple[PhotoId, ...]
    quarter_turns: int


class TrashPhotos(Request[Edit], frozen=True):
    """Move the files to the system's trash. What was moved before it is cancelled stays there."""

    photo_ids: tuple[PhotoId, ...]


class RestorePhotos(Request[Edit], frozen=True):
    """Put the files of trashed photos back."""

    photo_ids: tuple[PhotoId, ...]


class Undo(Request[Edit], frozen=True):
    """Take the last change of a person back: the one that was shown with this id, or whichever it is."""

    expected_id: int | None = None


class Redo(Request[Edit], frozen=True):
    """Make the change again that was undone last."""

    expected_id: int | None = None


class GetHistory(Request[HistoryState], frozen=True):
    """What undo and redo would do."""


class RememberSearch(Request[bool], frozen=True):
    """Keep what was searched for, to offer it again. Sent for what somebody meant, not for each key."""

    text: str


class ForgetSearches(Request[int], frozen=True):
    """Forget this past search, or all; answered with how many there were."""

    text: str | None = None


class MoveLibrary(Request[Path], frozen=True):
    """Take the whole library to another, empty folder; answered with where it is now. The worker leaves then."""

    destination: Path


class GetOldCopy(Request[OldCopy | None], frozen=True):
    """What a move left behind."""


class RemoveOldCopy(Request[int], frozen=True):
    """Delete what a move left behind; answered with the bytes that are free again."""


class RetryFiles(Request[IndexReport], frozen=True):
    """Read files again that could not be taken in, although they have not changed; None for all of them."""

    paths: tuple[Path, ...] | None = None


class IndexFolder(Request[IndexReport], frozen=True):
    """Bring a watched folder, or one below it, up to date."""

    folder: Path


class LeaveOutFolder(Request[int], frozen=True):
    """Never enter this folder, which is below a watched one; answered with how many photos left the views."""

    folder: Path


class TakeInFolder(Request[IndexReport], frozen=True):
    """Enter a folder again that was left out, and read what is in it."""

    folder: Path


class GetThumbnailUse(Request[ThumbnailUse], frozen=True):
    """What the thumbnails take of the disk."""


class RebuildThumbnails(Request[int], frozen=True):
    """Delete all thumbnails and make them anew, as the settings are now; answered with how many were made."""


class ClearThumbnails(Request[int], frozen=True):
    """Delete all thumbnails; answered with how many there were."""


class MakeThumbnails(Request[int], frozen=True):
    """Make all thumbnails that are missing; answered with how many were made."""


class GetSettings(Request[Settings], frozen=True):
    """The settings in use."""


class ChangeSettings(Request[Settings], frozen=True):
    """Take over and save all but the model; answered with what holds now."""

    settings: Settings


class Pause(Request[None], frozen=True):
    """Hold indexing back (not searches) until `Resume`, or until this client is gone; `lasting`: also after that."""

    lasting: bool = False


class Resume(Request[None], frozen=True):
    """Go on with background work."""


class CancelJobs(Request[int], frozen=True):
    """End what is read, downloaded or made now, and what waits for its turn; answered with how many jobs that were.

    What they did so far stays.
    """


class LookAt(Request[None], frozen=True):
    """These photos are on the screen now: indexing does them first, and takes half its time off for a while."""

    photo_ids: tuple[PhotoId, ...]


class Shutdown(Request[None], frozen=True):
    """End the worker, cleanly, for all clients."""


AnyRequest: TypeAlias = (
    AddFolders
    | RemoveFolder
    | AddSamples
    | IndexLibrary
    | FollowChanges
    | Search
    | ListModels
    | DownloadModel
    | AddModel
    | UseModel
    | RemoveModel
    | RunDoctor
    | GetStatus
    | ListFolders
    | ListProblems
    | SetRating
    | SetFavourite
    | SetCaption
    | RotatePhotos
    | TrashPhotos
    | RestorePhotos
    | Undo
    | Redo
    | GetHistory
    | RememberSearch
    | ForgetSearches
    | RetryFiles
    | MoveLibrary
    | GetOldCopy
    | RemoveOldCopy
    | IndexFolder
    | LeaveOutFolder
    | TakeInFolder
    | GetThumbnailUse
    | RebuildThumbnails
    | ClearThumbnails
    | MakeThumbnails
    | GetSettings
    | ChangeSettings
    | Pause
    | Resume
    | CancelJobs
    | LookAt
    | Shutdown
)

ONCE = (RotatePhotos, Undo, Redo, AddModel, RemoveModel, TrashPhotos, RestorePhotos, Shutdown, Pause)
"""Not sent again when the worker ends before it has answered: doing it twice is not as doing it once."""
_QUESTION_S, _SEARCH_S, _EDIT_S = 30.0, 120.0, 120.0
_TIMEOUTS_S: dict[type[Request[Any]], float] = {
    Search: _SEARCH_S,  # a large model may have to be loaded first
    **dict.fromkeys((SetRating, SetFavourite, SetCaption, RotatePhotos, RememberSearch, ForgetSearches), _EDIT_S),
    **dict.fromkeys((GetStatus, ListFolders, ListProblems, ListModels, GetHistory, GetSettings), _QUESTION_S),
    **dict.fromkeys((Pause, Resume, CancelJobs, LookAt, Shutdown), _QUESTION_S),
}


def timeout_of(request: Request[Any]) -> float | None:
    """How long the answer is waited for; None for work that takes as long as it takes, and can be cancelled."""
    return _TIMEOUTS_S.get(type(request))
