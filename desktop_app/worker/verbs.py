"""Which verb of a workspace serves which request: the same for the worker and for a command line without one."""

from collections.abc import Callable
from typing import Any

from desktop_app.jobs import Job
from desktop_app.worker import protocol
from desktop_app.worker.protocol import AnyRequest, Request
from desktop_app.workspace import Workspace
from desktop_app.workspace.moving import old_copy, remove_old_copy


def serve(workspace: Workspace, request: Request[Any]) -> Job[Any]:
    """The job that answers `request`; quick verbs are jobs without steps. Not for `FollowChanges`, `Pause`, …:
    those are about the worker, not the library."""
    return _VERBS[type(request)](workspace, request)


def answer(workspace: Workspace, request: AnyRequest) -> object:
    """The answer of a verb without steps."""
    return _QUICK[type(request)](workspace, request)


def _one_step(verb: Callable[[Workspace, Any], object]) -> Callable[[Workspace, Any], Job[Any]]:
    def job(workspace: Workspace, request: object) -> Job[Any]:
        return verb(workspace, request)
        yield  # what makes it a job

    return job


_QUICK: dict[type[Request[Any]], Callable[[Workspace, Any], object]] = {
    protocol.Search: lambda workspace, wish: workspace.search(wish.request),
    protocol.GetStatus: lambda workspace, _: workspace.status(),
    protocol.ListFolders: lambda workspace, _: workspace.folders(),
    protocol.ListProblems: lambda workspace, _: workspace.problems(),
    protocol.ListModels: lambda workspace, _: workspace.models(),
    protocol.RemoveFolder: lambda workspace, wish: workspace.remove_folder(wish.folder_id),
    protocol.RemoveModel: lambda workspace, wish: workspace.remove_model(wish.model_id),
    protocol.GetHistory: lambda workspace, _: workspace.editing.history(),
    protocol.RememberSearch: lambda workspace, wish: workspace.searches.remember(wish.text),
    protocol.ForgetSearches: lambda workspace, wish: workspace.searches.forget(wish.text),
    protocol.LookAt: lambda workspace, wish: workspace.on_screen.show(wish.photo_ids),
    protocol.GetSettings: lambda workspace, _: workspace.settings,
    protocol.LeaveOutFolder: lambda workspace, wish: workspace.leaving_out.leave_out(wish.folder),
    protocol.GetOldCopy: lambda workspace, _: old_copy(workspace.paths),
    protocol.RemoveOldCopy: lambda workspace, _: remove_old_copy(workspace.paths),
    protocol.GetThumbnailUse: lambda workspace, _: workspace.thumbnail_care().use(),
    protocol.ChangeSettings: lambda workspace, wish: workspace.change_settings(wish.settings),
}
_VERBS: dict[type[Request[Any]], Callable[[Workspace, Any], Job[Any]]] = {
    protocol.AddFolders: lambda workspace, wish: workspace.add_folders(wish.folders),
    protocol.AddSamples: lambda workspace, _: workspace.add_samples(),
    protocol.IndexLibrary: lambda workspace, _: workspace.index(),
    protocol.UseModel: lambda workspace, wish: workspace.use_model(wish.model_id),
    protocol.RunDoctor: lambda workspace, wish: workspace.doctor(repair=wish.repair),
    protocol.DownloadModel: lambda workspace, wish: workspace.download_model(wish.model_id),
    protocol.AddModel: lambda workspace, wish: workspace.add_model(
        wish.path, model_id=wish.model_id, architecture=wish.architecture
    ),
    protocol.SetRating: lambda workspace, wish: workspace.editing.rate_many(wish.photo_ids, wish.rating),
    protocol.SetFavourite: lambda workspace, wish: workspace.editing.set_favourite_many(
        wish.photo_ids, favourite=wish.favourite
    ),
    protocol.SetCaption: lambda workspace, wish: workspace.editing.set_caption_many(wish.photo_ids, wish.caption),
    protocol.RotatePhotos: lambda workspace, wish: workspace.editing.rotate_many(wish.photo_ids, wish.quarter_turns),
    protocol.TrashPhotos: lambda workspace, wish: workspace.editing.trash(wish.photo_ids),
    protocol.RestorePhotos: lambda workspace, wish: workspace.editing.restore(wish.photo_ids),
    protocol.Undo: lambda workspace, wish: workspace.editing.undo(expected_id=wish.expected_id),
    protocol.Redo: lambda workspace, wish: workspace.editing.redo(expected_id=wish.expected_id),
    protocol.MoveLibrary: lambda workspace, wish: workspace.move_to(wish.destination),
    protocol.RetryFiles: lambda workspace, wish: workspace.retry_files(wish.paths),
    protocol.IndexFolder: lambda workspace, wish: workspace.index_folder(wish.folder),
    protocol.TakeInFolder: lambda workspace, wish: workspace.leaving_out.take_in(wish.folder),
    protocol.RebuildThumbnails: lambda workspace, _: workspace.thumbnail_care().rebuild(),
    protocol.ClearThumbnails: lambda workspace, _: workspace.thumbnail_care().clear(),
    protocol.MakeThumbnails: lambda workspace, _: workspace.make_thumbnails(),
    **{request: _one_step(verb) for request, verb in _QUICK.items()},
}
