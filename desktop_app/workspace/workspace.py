"""`Workspace`: opens one library for writing and offers every verb that window and command line share."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import filelock
import msgspec

from desktop_app.config import LibraryPaths, Settings, default_models_dir, load_settings, read_note, save_settings
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import FolderError, LibraryMissingError, ModelError
from desktop_app.indexing.drives import is_network_drive
from desktop_app.jobs import Job
from desktop_app.library import Library
from desktop_app.records import Change, Folder, FolderId, IndexReport, ModelSpec, Problem, SearchRequest, SearchResult
from desktop_app.reports import DoctorReport, WorkspaceStatus
from desktop_app.search.graph_file import remove_graph
from desktop_app.workspace.by_settings import decode_limits, thumbnail_cache
from desktop_app.workspace.doctor import Examination
from desktop_app.workspace.editing import Editor
from desktop_app.workspace.folders import check_folder, draw_samples
from desktop_app.workspace.keeping_up import NOTHING, KeepingUp
from desktop_app.workspace.leaving_out import LeavingOut
from desktop_app.workspace.lock import take_lock
from desktop_app.workspace.memory import Returning, return_large_blocks
from desktop_app.workspace.model_choice import (
    EncoderLoader,
    ModelChoice,
    TextTowerLoader,
    load_clip,
    load_words,
    no_text_tower,
)
from desktop_app.workspace.moving import move_library
from desktop_app.workspace.searching import Searcher
from desktop_app.workspace.second_model import ImageEncoderLoader, SecondModel, load_dino
from desktop_app.workspace.settings_check import check_settings, mended
from desktop_app.workspace.thumbnail_care import ThumbnailCare
from desktop_app.workspace.thumbnail_check import ThumbnailCheck
from desktop_app.workspace.thumbnail_making import ThumbnailMaker
from desktop_app.workspace.trash import SystemTrash, Trash


class Workspace:
    """One open library. Verbs that take long are jobs; at most one job that writes runs at a time, all else any time.

    torch is imported when a photo must be encoded, no earlier.
    """

    def __init__(
        self,
        paths: LibraryPaths,
        library: Library,
        *,
        lock: filelock.BaseFileLock | None,
        catalog: ModelCatalog,
        load_encoder: EncoderLoader,
        load_words: TextTowerLoader,
        load_second: ImageEncoderLoader | None,
        trash: Trash,
        gives_way: bool,
    ) -> None:
        """Use `open`. Owns `library` and `lock` from here on; without a lock nothing is written."""
        self.paths = paths
        self.is_read_only = lock is None
        self.editing = Editor(paths, library, trash, has_sidecars=lambda: self._settings.write_sidecars)
        """What a person changes of photos, with undo and redo."""
        self.searches = library.searches
        """What the user searched for."""
        self._lock = lock
        self._library = library
        self._catalog = catalog
        self._settings = mended(load_settings(paths))
        self._model = ModelChoice(
            library,
            catalog,
            index_folder=paths.index,
            load_encoder=load_encoder,
            load_text_tower=load_words,
            model_id=self._settings.model_id,
            device=self._settings.device,
        )
        self._second = SecondModel(library, catalog, settings=lambda: self._settings, load=load_second)
        self._thumbnails = thumbnail_cache(paths, self._settings)
        self._searcher = Searcher(library, limits=decode_limits(self._settings))
        self._keeping_up = KeepingUp(
            paths,
            library,
            settings=lambda: self._settings,
            thumbnails=lambda: self._thumbnails,
            model=self._model,
            second=self._second,
            gives_way=gives_way,
        )
        self._returning = Returning()
        self.on_screen = self._keeping_up.on_screen
        """Told by windows which photos somebody looks at."""
        self.leaving_out = LeavingOut(
            library,
            settings=lambda: self._settings,
            change_settings=self.change_settings,
            index=lambda folders: self._keeping_up.index(only=folders),
        )
        """Single folders below watched ones that are not entered."""

    @classmethod
    def open(
        cls,
        paths: LibraryPaths,
        *,
        models_dir: Path | None = None,
        load_encoder: EncoderLoader | None = None,
        load_second: ImageEncoderLoader | None = None,
        trash: Trash | None = None,
        gives_way: bool = False,
    ) -> "Workspace":
        """Opens or creates the library in `paths.root` and holds its lock. One that may not be written is searched and
        looked at as it is, and refuses every change with `LibraryUnwritableError`.

        `gives_way`: jobs wait for the mains and for people at work, as the settings say. Loaders and `trash` are for
        tests, which have no second model unless they bring one. Raises `LibraryBusyError`, and as `Library.open`.
        """
        elsewhere = read_note(paths.moved_note)
        if elsewhere is not None:
            raise LibraryMissingError(f"This library was moved to {elsewhere}: open it there.")
        lock = take_lock(paths) if paths.may_be_written else None
        try:
            return_large_blocks()
            library = Library.open(paths, read_only=lock is None)
            catalog = ModelCatalog(models_dir or default_models_dir())
            return cls(
                paths,
                library,
                lock=lock,
                catalog=catalog,
                load_encoder=load_encoder or load_clip,
                load_words=load_words if load_encoder is None else no_text_tower,
                load_second=load_second if load_encoder is not None else load_second or load_dino,
                trash=trash or SystemTrash(),
                gives_way=gives_way,
            )
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        """Saves the index and lets go of the library. Jobs have ended before."""
        self._keeping_up.end()
        try:
            self._model.close()
        finally:
            self._library.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Folders and photos

    def folders(self) -> tuple[Folder, ...]:
        return tuple(self._library.folders.all())

    def problems(self) -> tuple[Problem, ...]:
        """Files that could not be taken in."""
        return tuple(self._library.problems.all())

    def is_there(self) -> bool:
        """Whether the library is still in its place; it is not once its drive is away."""
        return self._library.is_there()

    def status(self) -> WorkspaceStatus:
        """What a front end shows at once; loads no model."""
        model = self._model.active_or_none()
        key = None if model is None else model.spec.key
        device, device_note = self._model.device
        return WorkspaceStatus(
            second_model_id=self.second_model_id,
            second_embedded=self._second.embedded(),
            photos=self._library.photos.count(),
            embedded=0 if key is None else self._library.embeddings.count(key),
            folders=self.folders(),
            problems=self._library.problems.count(),
            model_id=self._model.model_id,
            device=device,
            device_note=device_note,
        )

    def add_folders(self, paths: Sequence[Path]) -> Job[IndexReport]:
        """Watches folders and indexes what is in them; all are checked before the first is added.

        A folder inside a watched one is covered already; one around watched ones takes their place. Raises
        `FolderError`.
        """
        checked = [check_folder(path, self.paths) for path in paths]
        with self._library.transaction():
            for path in checked:
                self._library.folders.add(path, polled=is_network_drive(path))
        self._keeping_up.look_again()
        return (yield from self._keeping_up.index(only=checked))

    def remove_folder(self, folder_id: FolderId) -> None:
        """Watches it no longer. What the user said about its photos waits for its return. Raises `FolderError`."""
        self._library.folders.remove(folder_id)
        self._keeping_up.look_again()

    def move_to(self, destination: Path) -> Job[Path]:
        """Takes the whole library to another folder; returns where it is now, and takes no change here any more.

        Raises `LibraryError`; then everything is as it was.
        """
        if self._model.current is not None:
            self._model.current.save()
        return (yield from move_library(self.paths, self._library, destination))

    def add_samples(self) -> Job[IndexReport]:
        """Draws the sample photos beside the library and watches them."""
        folder = yield from draw_samples(self.paths)
        return (yield from self.add_folders([folder]))

    def index(self) -> Job[IndexReport]:
        """Brings all folders up to date, embeddings included. Raises `LibraryError`; and `ModelError` at the end, when
        the photos are in the library but cannot be searched."""
        return (yield from self._keeping_up.index())

    def index_folder(self, path: Path) -> Job[IndexReport]:
        """Brings a watched folder, or one below, up to date. Raises `FolderError` outside all watched folders."""
        if self._library.folders.containing(path, itself=True) is None:
            raise FolderError(f"{path} is in no watched folder.")
        return (yield from self._keeping_up.index(only=[path]))

    def retry_files(self, paths: Sequence[Path] | None = None) -> Job[IndexReport]:
        """Reads files again that could not be taken in, or all; raises `FolderError` outside watched folders."""
        for path in paths or ():
            self._library.folders.require_containing(path)
        wanted = [problem.path for problem in self._library.problems.all()] if paths is None else paths
        with self._library.transaction():
            for path in wanted:
                self._library.problems.doubt(path)
        return (yield from self._keeping_up.index(only=wanted)) if wanted else NOTHING

    def thumbnail_care(self) -> ThumbnailCare:
        """What the thumbnails take of the disk, and making them anew."""
        limit_bytes = self._settings.thumbnail_cache_bytes
        return ThumbnailCare(self._library, self._thumbnails, self._thumbnail_maker(), limit_bytes=limit_bytes)

    def make_thumbnails(self) -> Job[int]:
        """All that are missing; returns how many were made."""
        return (yield from self._thumbnail_maker().make_all())

    # Watching

    def start_watching(self, on_dirty: Callable[[], None]) -> Callable[[], None]:
        """`on_dirty` is called, on another thread, when `reconcile` has something to do. Call the result to end."""
        return self._keeping_up.start_watching(on_dirty)

    def reconcile(self) -> Job[IndexReport]:
        """Takes over what the watcher saw. What a cancelled run leaves undone comes again."""
        return (yield from self._keeping_up.reconcile())

    def watch(self) -> Iterator[Change]:
        """Brings the library up to date and keeps it so; yields what is taken over, until `end_watching`."""
        return self._keeping_up.watch()

    def end_watching(self) -> None:
        """Lets `watch` come to its end, from any thread."""
        self._keeping_up.end()

    def listen(self, on_change: Callable[[Change], None]) -> Callable[[], None]:
        """`on_change` hears what is taken over, on the thread of the job, after each commit. Call the result to end."""
        return self._keeping_up.listen(on_change)

    # Searching

    def search(self, request: SearchRequest) -> SearchResult:
        """Photos whose drive is away are found, those that are gone are not. An empty library gives an empty result.

        Raises `QueryError`, `ModelError`, and `PhotoError` for an image that cannot be read.
        """
        return self._searcher.search(request, self._model.active)

    def warm_up(self) -> None:
        """Loads what the first search needs, if there is anything to search. Raises `ModelError`."""
        if self._library.photos.count():
            model = self._model.active()
            model.encode_text(["a photo"])
            model.index()

    def prepare_for_pictures(self) -> None:
        """Does now what takes longest of the first search with a picture."""
        self._model.find_device()

    def free_idle_model(self) -> float | None:
        """Lets go of a model that was not used for the time that the settings say.

        Returns after how many seconds to ask again; None while there is none in memory.
        """
        let_go = self._returning.let_go
        left_s = self._model.free(idle_s=self._settings.model_idle_s, let_go=let_go)
        if not self._model.holds_encoder:
            self._second.free(let_go=let_go)
        self._returning.settle()
        return left_s

    # Settings

    @property
    def settings(self) -> Settings:
        """As they are in use."""
        return self._settings

    def change_settings(self, settings: Settings) -> Settings:
        """Takes over and saves all but the model in use, which `use_model` changes; returns what holds now.

        Raises `LibraryError` for what cannot be, and changes nothing then.
        """
        check_settings(settings)
        previous, settings = self._settings, msgspec.structs.replace(settings, model_id=self._model.model_id)
        save_settings(self.paths, settings)
        self._settings = settings
        self._thumbnails = thumbnail_cache(self.paths, settings)
        self._searcher = Searcher(self._library, limits=decode_limits(settings))
        if settings.device != previous.device:
            self._model.use_device(settings.device)
        return settings

    # Models

    @property
    def model_id(self) -> str:
        """The model that answers."""
        return self._model.model_id

    @property
    def second_model_id(self) -> str:
        """The image model that sees photos besides; empty where there is none."""
        spec = self._second.spec()
        return "" if spec is None else spec.id

    def models(self) -> tuple[ModelSpec, ...]:
        """The catalogue, then what the user added."""
        in_use = self._model.model_id
        return tuple(msgspec.structs.replace(spec, in_use=spec.id == in_use) for spec in self._catalog.all())

    def download_model(self, model_id: str) -> Job[ModelSpec]:
        """Raises `ModelError`s; what has arrived is kept for the next attempt."""
        return (yield from self._catalog.download(model_id))

    def add_model(self, path: Path, *, model_id: str, architecture: str | None = None) -> Job[ModelSpec]:
        """Takes over weights from this machine, after trying them out. Raises `ModelError`s."""
        return (yield from self._catalog.add(path, id=model_id, architecture=architecture))

    def use_model(self, model_id: str) -> Job[IndexReport]:
        """Understands all photos with this model, then lets it answer; until then the one before does.

        Goes on where an interrupted run ended. Raises `ModelError`s.
        """
        chosen = self._model.prepare(self._catalog.get(model_id))
        assert chosen.key  # a missing model is told before any work
        try:
            report = yield from self._keeping_up.indexer(lambda: chosen).index()
            settings = msgspec.structs.replace(load_settings(self.paths), model_id=model_id)
            save_settings(self.paths, settings)
            self._settings = settings
        except BaseException:
            chosen.close()
            raise
        self._model.take_over(chosen)
        return report

    def remove_model(self, model_id: str) -> None:
        """Forgets weights, embeddings and index of a model that is not in use. Raises `ModelError`s."""
        if model_id == self._model.model_id:
            raise ModelError(f'The model "{model_id}" is in use: choose another one first.')
        key = self._catalog.get(model_id).key
        self._catalog.remove(model_id)
        if key is not None:
            self._library.embeddings.forget(key)
            remove_graph(self.paths.index, key)

    # Care

    def doctor(self, *, repair: bool = False) -> Job[DoctorReport]:
        """Checks library, files, thumbnails, index and settings against each other; `repair` puts right what loses
        nothing of the user's."""
        examination = Examination(
            self.paths,
            self._library,
            settings=self._settings,
            model=self._model.active,
            thumbnails=ThumbnailCheck(
                self._thumbnails, self._thumbnail_maker(), limit_bytes=self._settings.thumbnail_cache_bytes
            ),
            index=self._keeping_up.index,
            second=self._second,
        )
        return (yield from examination.run(repair=repair))

    # Inside

    def _thumbnail_maker(self) -> ThumbnailMaker:
        return ThumbnailMaker(self._library, self._thumbnails, limits=decode_limits(self._settings))
