"""Checks library, photo files, thumbnails, index and settings against each other. What it repairs are caches."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from desktop_app.config import LibraryPaths, Settings, decode_settings, save_settings
from desktop_app.errors import IndexDamagedError, ModelError
from desktop_app.indexing.drives import is_readable_folder
from desktop_app.jobs import Job, Progress
from desktop_app.library import Library
from desktop_app.records import FolderState, IndexReport, Photo, PhotoFilter, PhotoState
from desktop_app.reports import DoctorReport, Inconsistency
from desktop_app.search.graph_file import remove_graph
from desktop_app.search.saved_index import check_index
from desktop_app.workspace.active_model import ActiveModel
from desktop_app.workspace.second_model import SecondModel
from desktop_app.workspace.thumbnail_check import ThumbnailCheck

PHOTOS_AT_ONCE = 2000
SHOWN = 50
"""Files named one by one; the rest is counted."""
STALE_S = 3600.0


class Examination:
    """One visit of the doctor. `run` is the job."""

    def __init__(
        self,
        paths: LibraryPaths,
        library: Library,
        *,
        settings: Settings,
        model: Callable[[], ActiveModel],
        thumbnails: ThumbnailCheck,
        index: Callable[[], Job[IndexReport]],
        second: SecondModel,
    ) -> None:
        self._paths = paths
        self._library = library
        self._settings = settings
        self._model = model
        self._thumbnails = thumbnails
        self._index = index
        self._second = second
        self._found: list[Inconsistency] = []
        self._needs_index: list[Inconsistency] = []
        """What the next `index` puts right."""

    def run(self, *, repair: bool) -> Job[DoctorReport]:
        began = time.monotonic()
        self._check_settings(repair=repair)
        self._check_leftovers(repair=repair)
        self._found += yield from self._library.check(repair=repair)
        if not any(problem.kind == "damaged_library" for problem in self._found):
            yield from self._check_photos()
            self._found += yield from self._thumbnails.run(repair=repair)
            self._check_model(repair=repair)
            self._check_second_model()
            yield from self._bring_up_to_date(repair=repair)
        return DoctorReport(
            problems=(*self._found, *self._needs_index),
            photos=self._library.photos.count(),
            seconds=time.monotonic() - began,
        )

    def _check_settings(self, *, repair: bool) -> None:
        try:
            decode_settings(self._paths.settings.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError, UnicodeError) as error:
            if repair:
                self._paths.settings.replace(self._paths.settings.with_suffix(".damaged"))
                save_settings(self._paths, self._settings)
            text = f"The settings cannot be read ({error}); the defaults are used."
            self._note("settings_unreadable", text, self._paths.settings, repaired=repair)

    def _check_leftovers(self, *, repair: bool) -> None:
        """Halves of files that a crash left behind; what is young may be in use."""
        for path in _leftovers(self._paths):
            if repair:
                path.unlink(missing_ok=True)
            self._note("leftover_file", "A crash left half a file behind.", path, repaired=repair)

    def _check_photos(self) -> Job[None]:
        """Whether the files are where the library says, as they were. Photos whose drive is away are passed over."""
        reachable = {folder.id for folder in self._library.folders.all() if _is_here(folder.path, folder.state)}
        ids = self._library.photos.ids()
        odd = 0
        for start in range(0, len(ids), PHOTOS_AT_ONCE):
            yield Progress("check", done=start, total=len(ids))
            for photo in self._library.photos.get(ids[start : start + PHOTOS_AT_ONCE]):
                self._thumbnails.expect(photo)
                problem = _look_at(photo) if photo.folder_id in reachable else None
                if problem is not None:
                    odd += 1
                    if odd <= SHOWN:
                        self._needs_index.append(problem)
        for photo in self._library.photos.get(self._library.grid.read(PhotoFilter(trashed=True)).tiles.ids):
            self._thumbnails.expect(photo)
        if odd > SHOWN:
            text = f"{odd - SHOWN:,} more photos are gone or have changed."
            self._needs_index.append(Inconsistency(kind="more_files", description=text))

    def _check_model(self, *, repair: bool) -> None:
        try:
            model = self._model()
            key = model.key
        except ModelError as error:
            self._note("model_unusable", str(error))
            return
        dim = self._library.embeddings.dim(key)
        if dim is not None:
            self._check_index_file(model, dim, repair=repair)
        missing = len(self._library.embeddings.missing(key))
        if missing:
            text = f"{missing:,} photos are not understood by the model {model.spec.id} yet."
            self._needs_index.append(Inconsistency(kind="missing_embeddings", description=text))

    def _check_second_model(self) -> None:
        spec, missing = self._second.spec(), self._second.missing()
        if spec is not None and missing:
            text = f"{missing:,} photos are not seen for copies by the model {spec.id} yet."
            self._needs_index.append(Inconsistency(kind="missing_embeddings", description=text))

    def _check_index_file(self, model: ActiveModel, dim: int, *, repair: bool) -> None:
        folder, key = self._paths.index, model.key
        problem = ""
        try:
            check_index(folder, model_key=key, dim=dim)
        except (IndexDamagedError, OSError) as error:
            problem = f"The file of the search index is damaged ({error})."
        expected = self._library.embeddings.count(key)
        if not problem and len(model.index()) != expected:
            problem = f"The search index holds {len(model.index()):,} photos; the library has {expected:,}."
        if not problem:
            return
        if repair:
            model.forget_index()
            remove_graph(folder, key)
            model.index()
            model.save()
        self._note("index_differs", problem, folder, repaired=repair)

    def _bring_up_to_date(self, *, repair: bool) -> Job[None]:
        if not repair or not self._needs_index:
            return
        yield from self._index()
        self._needs_index = [msgspec.structs.replace(problem, repaired=True) for problem in self._needs_index]

    def _note(self, kind: str, text: str, path: Path | None = None, *, repaired: bool = False) -> None:
        self._found.append(Inconsistency(kind=kind, description=text, path=path, repaired=repaired))


def _is_here(path: Path, state: FolderState) -> bool:
    return state is FolderState.WATCHED and is_readable_folder(path)


def _look_at(photo: Photo) -> Inconsistency | None:
    if photo.state is not PhotoState.PRESENT:
        return None
    try:
        status = photo.path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Inconsistency(kind="file_gone", description="The photo's file is gone.", path=photo.path)
    except OSError as error:
        text = f"The photo's file cannot be looked at: {error.strerror}."
        return Inconsistency(kind="file_unreadable", description=text, path=photo.path)
    if (status.st_size, status.st_mtime_ns) != (photo.size_bytes, photo.mtime_ns):
        text = "The photo's file has changed since it was indexed."
        return Inconsistency(kind="file_changed", description=text, path=photo.path)
    return None


def _leftovers(paths: LibraryPaths) -> Iterator[Path]:
    for folder in (paths.root, paths.index):
        for pattern in ("*.tmp", "*.part"):
            for path in folder.glob(pattern):
                try:
                    if path.is_file() and time.time() - path.stat().st_mtime > STALE_S:
                        yield path
                except OSError:  # it went away
                    continue
