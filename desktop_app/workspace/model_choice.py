"""Which model answers. It can be changed while searches and indexing go on."""

import importlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop_app.encoders.base import ImageTextEncoder, require_words
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import ModelError
from desktop_app.library import Library
from desktop_app.records import ModelSpec
from desktop_app.workspace.active_model import ActiveModel
from resources.lean_imports import import_torch


class EncoderLoader(Protocol):
    """`desktop_app.encoders.clip.load_encoder`, or a test's."""

    def __call__(self, spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageTextEncoder: ...


class ModelChoice:
    """The model in use, made when it is first asked for. Usable from several threads."""

    def __init__(
        self,
        library: Library,
        catalog: ModelCatalog,
        *,
        index_folder: Path,
        load_encoder: EncoderLoader,
        model_id: str,
        device: str,
    ) -> None:
        self.model_id = model_id
        self._library = library
        self._catalog = catalog
        self._index_folder = index_folder
        self._load_encoder = load_encoder
        self._device = device
        self._choosing = threading.Lock()
        self._model: ActiveModel | None = None

    @property
    def current(self) -> ActiveModel | None:
        """Without making it."""
        return self._model

    def active(self) -> ActiveModel:
        """The model in use; loads nothing. Raises `ModelError`s."""
        with self._choosing:
            spec = self._catalog.get(self.model_id)
            if self._model is None or self._model.spec.key != spec.key:
                if self._model is not None:
                    self._model.close()
                self._model = self.prepare(spec)
            return self._model

    def active_or_none(self) -> ActiveModel | None:
        """None when it is unknown, or not on this machine."""
        try:
            model = self.active()
        except ModelError:
            return None
        return model if model.spec.key is not None else None

    def prepare(self, spec: ModelSpec) -> ActiveModel:
        """A model that does not answer yet. Raises `ModelError` for one that knows no words."""
        require_words(spec)
        return ActiveModel(
            spec,
            library=self._library,
            index_folder=self._index_folder,
            load=lambda wanted: self._load_encoder(wanted, self._catalog, device=self._device),
        )

    def take_over(self, chosen: ActiveModel) -> None:
        """From now on this one answers."""
        with self._choosing:
            previous, self._model, self.model_id = self._model, chosen, chosen.spec.id
        if previous is not None:
            previous.close()

    def use_device(self, device: str) -> None:
        """The model is loaded again, there, when it is next needed."""
        with self._choosing:
            previous, self._model, self._device = self._model, None, device
        if previous is not None:
            previous.close()

    def free_encoder(self, *, idle_s: float, let_go: Callable[[object], None]) -> float | None:
        """Lets the model's weights go after that time without use; they come back by themselves.

        `let_go` is told of them. Returns after how many seconds to ask again; None when there are none in memory.
        """
        model = self._model
        encoder = None if model is None else model.loaded_encoder
        if model is None or encoder is None:
            return None
        left_s = model.free_encoder(idle_s=idle_s)
        if left_s is None:
            let_go(encoder)
            device, encoder = encoder.device, None
            if device != "cpu":
                _empty_cache(device)
        return left_s

    def close(self) -> None:
        """Saves the index."""
        if self._model is not None:
            self._model.close()


def load_clip(spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageTextEncoder:
    """The encoder that is no test's; it imports torch, which takes seconds."""
    import_torch()
    from desktop_app.encoders.clip import load_encoder

    return load_encoder(spec, catalog, device=device)


def import_encoders() -> None:
    """Does now what `load_clip` would do first: a worker has better things to do meanwhile."""
    import_torch()
    importlib.import_module("desktop_app.encoders.clip")


def _empty_cache(device: str) -> None:
    from desktop_app.encoders.device import empty_cache

    empty_cache(device)
