"""Which models there are, and which of them are on this machine. No torch here until weights are tried out.

The models of the catalogue come from `resources/models/catalog.toml`; downloaded and added ones lie in the models
folder, one folder each. A folder appears there in one step, complete: until then it is under `.staging`.
"""

import difflib
import functools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import msgspec

from desktop_app.encoders.adding import copy_model
from desktop_app.encoders.entries import SHIPPED_MODELS, Entry, read_catalogue
from desktop_app.encoders.model_folder import (
    Manifest,
    find_weights,
    model_key,
    read_manifest,
    sha256_of,
    sweep,
    write_manifest,
)
from desktop_app.errors import ModelDamagedError, ModelDownloadError, ModelError, ModelMissingError, UnknownModelError
from desktop_app.jobs import Job
from desktop_app.records import ModelSpec

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_STAGING = ".staging"


class ModelCatalog:
    """All models by id. Cheap to make; looks at the disk each time it is asked."""

    def __init__(self, models_dir: Path, *, shipped: Path = SHIPPED_MODELS) -> None:
        self._dir, self._shipped = models_dir, shipped
        self._entries = {entry.id: entry for entry in read_catalogue(shipped / "catalog.toml")}

    @property
    def notes_file(self) -> Path:
        """What was measured of models on this machine."""
        return self._dir / "measured.json"

    def all(self) -> list[ModelSpec]:
        """Those of the catalogue, then those the user added, by name. A damaged model counts as not installed."""
        specs = [self._spec_if_intact(model_id) for model_id in self._entries]
        added = sorted(self._added_ids())
        return [spec for spec in specs + [self._spec_if_intact(model_id) for model_id in added] if spec is not None]

    def get(self, model_id: str) -> ModelSpec:
        """The model with `installed` and `key` as they are now.

        Raises:
            UnknownModelError: no such model; names those that are called alike.
            ModelDamagedError: its weights are not those that were installed.
        """
        if (entry := self._entries.get(model_id)) is not None:
            return self._entry_spec(entry)
        manifest = self._manifest(model_id)
        if manifest is None or manifest.spec is None:
            raise UnknownModelError(self._unknown(model_id))
        key = model_key(model_id, manifest.sha256)
        return msgspec.structs.replace(manifest.spec, id=model_id, installed=True, key=key)

    def weights_dir(self, model_id: str) -> Path:
        """The folder of a model that is on this machine.

        Raises:
            ModelMissingError: it is not; download it first.
            UnknownModelError, ModelDamagedError: as `get`.
        """
        spec = self.get(model_id)
        if not spec.installed:
            raise ModelMissingError(f"{spec.title} is not on this machine yet. Download it first.")
        return self._folder(spec)

    def download(self, model_id: str) -> Job[ModelSpec]:
        """Fetches a model of the catalogue; progress in bytes. Goes on where an earlier attempt ended.

        Raises:
            ModelDownloadError: unreachable, refused, damaged on the way, no space; what has arrived is kept.
            ModelDamagedError: the hub's configuration of a model of photos alone is foreign.
            UnknownModelError: no such model.
        """
        spec = self.get(model_id)
        if spec.installed:
            return spec
        if not spec.source.startswith("hub:"):
            raise ModelDownloadError(f"{spec.title} is part of the app, but its files are gone. Install the app again.")
        from desktop_app.encoders.downloading import fetch_model  # the hub's library takes a moment

        with self._staging(model_id) as staging:
            write_manifest(staging, (yield from fetch_model(self._entries[model_id], staging)))
            self._install(staging, model_id)
        return self.get(model_id)

    def add(self, source: Path, *, id: str, architecture: str | None = None) -> Job[ModelSpec]:  # noqa: A002 - its name
        """Copies a model of the user's into the models folder, after trying it out.

        `source` is a folder with open_clip_config.json and weights, or with timm_config.json and model.safetensors (a
        model of photos alone), or a checkpoint file (.safetensors, .pt, .bin) whose `architecture` is one of
        open_clip's names.

        Raises:
            ModelError: the id is taken or not usable, or the model needs something that is not here.
            ModelDamagedError: the weights cannot be loaded, or do not fit the architecture.
        """
        if not _ID.fullmatch(id):
            raise ModelError("A model's name may have lower-case letters, digits, dots, hyphens and underscores.")
        if id in self._entries or (self._dir / id).exists():
            raise ModelError(f"There is already a model called {id}. Choose another name, or remove it first.")
        with self._staging(id) as staging:
            try:
                sweep(staging)
                manifest = yield from copy_model(source, staging, model_id=id, architecture=architecture)
                write_manifest(staging, manifest)
                self._install(staging, id)
            finally:
                if staging.exists():
                    sweep(staging)
        return self.get(id)

    def remove(self, model_id: str) -> None:
        """Deletes the weights of a downloaded or added model, and what is left of an interrupted download.

        Raises:
            UnknownModelError: no such model.
            ModelError: it is part of the app, or a file is in use.
        """
        entry = self._entries.get(model_id)
        if entry is not None and entry.source.startswith("resources:"):
            raise ModelError(f"{entry.title} is part of the app and cannot be removed.")
        folder = self._dir / model_id
        if entry is None and (not _ID.fullmatch(model_id) or not folder.is_dir()):
            raise UnknownModelError(self._unknown(model_id))
        with self._staging(model_id) as staging:
            try:
                sweep(staging)
                if folder.exists():
                    folder.replace(staging / "removed")  # it vanishes in one step
                sweep(staging)
            except OSError as error:
                raise ModelError(f"The model could not be removed: {error.strerror}.") from error

    def verify(self, model_id: str) -> None:
        """Reads all weights of a model that is on this machine.

        Raises:
            ModelDamagedError: they are not what was installed or shipped.
            ModelMissingError, UnknownModelError: as `weights_dir`.
        """
        folder = self.weights_dir(model_id)
        weights, manifest, entry = find_weights(folder), self._manifest(model_id), self._entries.get(model_id)
        promised = manifest.sha256 if manifest is not None else entry and entry.sha256
        try:
            intact = weights is not None and (promised is None or sha256_of(weights) == promised)
        except OSError as error:
            raise ModelDamagedError(f"The weights in {folder} cannot be read: {error.strerror}.") from error
        if not intact:
            raise ModelDamagedError(f"The weights in {folder} are damaged. Get the model again.")

    # Looking

    def _entry_spec(self, entry: Entry) -> ModelSpec:
        spec = entry.spec()
        if entry.source.startswith("resources:"):
            weights = find_weights(self._folder(spec))
            return spec if weights is None else self._installed(spec, _hash_of_shipped(weights), spec.revision)
        manifest = self._manifest(entry.id)
        return spec if manifest is None else self._installed(spec, manifest.sha256, manifest.revision)

    @staticmethod
    def _installed(spec: ModelSpec, sha256: str, revision: str | None) -> ModelSpec:
        return msgspec.structs.replace(spec, installed=True, key=model_key(spec.id, sha256), revision=revision)

    def _spec_if_intact(self, model_id: str) -> ModelSpec | None:
        try:
            return self.get(model_id)
        except ModelDamagedError:
            entry = self._entries.get(model_id)
            return None if entry is None else entry.spec()
        except UnknownModelError:  # removed meanwhile
            return None

    def _added_ids(self) -> list[str]:
        try:
            found = [path.name for path in self._dir.iterdir() if path.is_dir()]
        except OSError:
            return []
        return [name for name in found if _ID.fullmatch(name) and name not in self._entries]

    def _manifest(self, model_id: str) -> Manifest | None:
        return read_manifest(self._dir / model_id) if _ID.fullmatch(model_id) else None

    def _folder(self, spec: ModelSpec) -> Path:
        kind, _, place = spec.source.partition(":")
        return self._shipped / place if kind == "resources" else self._dir / spec.id

    def _unknown(self, model_id: str) -> str:
        names = [*self._entries, *self._added_ids()]
        near = difflib.get_close_matches(model_id.lower(), names, n=3) or sorted(names)
        return f"There is no model called {model_id}. Did you mean {', '.join(near)}?"

    # Changing

    @contextmanager
    def _staging(self, model_id: str) -> Iterator[Path]:
        """A folder beside the models, for one process at a time; what it holds stays for the next attempt."""
        staging = self._dir / _STAGING / model_id
        try:
            staging.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(staging.parent / f"{model_id}.lock", timeout=0)
            lock.acquire()
        except filelock.Timeout as error:
            raise ModelError("This model is being fetched or removed by another process right now.") from error
        except OSError as error:
            raise ModelError(f"The models folder {self._dir} cannot be written: {error.strerror}.") from error
        try:
            yield staging
        finally:
            lock.release()

    def _install(self, staging: Path, model_id: str) -> None:
        folder = self._dir / model_id
        try:
            if folder.exists():  # without a manifest, or damaged: `get` did not count it as installed
                shutil.rmtree(folder)
            staging.replace(folder)
        except OSError as error:
            raise ModelError(f"The model could not be moved to {folder}: {error.strerror}.") from error


def _hash_of_shipped(weights: Path) -> str:
    """The weights name the embeddings made with them, so the key is that of the file itself. Read once a program."""
    stat = weights.stat()
    return _hash_once(weights, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _hash_once(weights: Path, _size_bytes: int, _mtime_ns: int) -> str:
    return sha256_of(weights)
