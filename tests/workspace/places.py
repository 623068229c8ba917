"""A library with a model that sees only colours, for the tests of workspace, worker and command line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from desktop_app.config import LibraryPaths, Settings, save_settings
from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.model_folder import manifest_of, sha256_of, write_manifest
from desktop_app.errors import TrashError
from desktop_app.records import ModelKey, ModelKind, ModelSpec
from desktop_app.workspace import Workspace
from desktop_app.workspace.trash import TrashedFile
from tests.stand_ins import ColourEncoder

LIMIT_S = 60.0
"""What a test waits at most for something that takes milliseconds."""


class FolderTrash:
    """A trash that is a folder; it keeps files by name, and refuses those called in `refused`, in both directions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused: set[str] = set()

    def put(self, path: Path) -> None:
        self.folder.mkdir(exist_ok=True)
        self._move(path, self.folder / path.name, "moved to")

    def put_back(self, files: Iterable[TrashedFile]) -> Iterator[TrashError | None]:
        for file in files:
            try:
                self._move(self.folder / file.path.name, file.path, "taken from")
            except TrashError as error:
                yield error
            else:
                yield None

    def _move(self, source: Path, target: Path, words: str) -> None:
        if source.name in self.refused or not source.exists():
            raise TrashError(f"{source} cannot be {words} the trash.")
        source.rename(target)


class Place:
    """A folder with a library, a models folder holding "colours" and "other-colours", photos, and a trash.

    `encoders` are those that were loaded, newest last.
    """

    def __init__(self, root: Path) -> None:
        self.paths = LibraryPaths(root / "library")
        self.models = root / "models"
        self.photos = root / "photos"
        self.photos.mkdir(parents=True)
        self._failure: Exception | None = None
        self.encoders: list[ColourEncoder] = []
        self.trash = FolderTrash(root / "trash")
        for model_id in ("colours", "other-colours"):
            install_colours(self.models, model_id)
        self.use("colours")

    def use(self, model_id: str) -> None:
        save_settings(
            self.paths, Settings(model_id=model_id, second_model_id="off")
        )  # where a test starts the real app

    def key_of(self, model_id: str) -> ModelKey:
        key = ModelCatalog(self.models).get(model_id).key
        assert key is not None
        return key

    def break_encoder(self, failure: Exception | None) -> None:
        """From now on encoders cannot be loaded, for this reason; None heals."""
        self._failure = failure

    def open(self) -> Workspace:
        return Workspace.open(self.paths, models_dir=self.models, load_encoder=self.load, trash=self.trash)

    def load(self, spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageTextEncoder:
        assert spec.key is not None
        if self._failure is not None:
            raise self._failure
        encoder = ColourEncoder(key=spec.key)
        self.encoders.append(encoder)
        return encoder


def install_colours(models: Path, model_id: str, *, kind: ModelKind = ModelKind.IMAGE_TEXT) -> None:
    """Puts a model into the models folder whose weights say nothing; a `Place` loads colours for it."""
    folder = models / model_id
    folder.mkdir(parents=True)
    weights = folder / "open_clip_model.safetensors"
    weights.write_bytes(model_id.encode())
    told = ColourEncoder().spec
    spec = msgspec.structs.replace(told, id=model_id, kind=kind, key=None, installed=False, in_use=False)
    write_manifest(folder, manifest_of(weights, sha256_of(weights), spec=spec))
