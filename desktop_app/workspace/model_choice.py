"""Which model answers. It can be changed while searches and indexing go on."""

import importlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop_app.encoders.base import ImageTextEncoder, TextEncoder, require_words
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import ModelError
from desktop_app.library import Library
from desktop_app.records import ModelSpec
from desktop_app.workspace.active_model import ActiveModel
from resources.lean_imports import import_torch


class EncoderLoader(Protocol):
    """`desktop_app.encoders.clip.load_encoder`, or a test's."""

    def __call__(self, spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageTextEncoder: ...


class TextTowerLoader(Protocol):
    """`load_words`, or a test's."""

    def __call__(self, spec: ModelSpec, catalog: ModelCatalog) -> TextEncoder | None: ...


class ModelChoice:
    """The model in use, made when it is first asked for. Usable from several threads."""

    def __init__(
        self,
        library: Library,
        catalog: ModelCatalog,
        *,
        index_folder: Path,
        load_encoder: EncoderLoader,
        load_text_tower: TextTowerLoader,
        model_id: str,
        device: str,
    ) -> None:
        self.model_id = model_id
        self._library = library
        self._catalog = catalog
        self._index_folder = index_folder
        self._load_encoder, self._load_text_tower = load_encoder, load_text_tower
        self._device = device
        self._found_device = ("", "")
        self._choosing = threading.Lock()
        self._model: ActiveModel | None = None

    @property
    def current(self) -> ActiveModel | None:
        """Without making it."""
        return self._model

    @property
    def device(self) -> tuple[str, str]:
        """Where photos are understood, by torch's name, and a sentence about it where something better was expected;
        empty until it is known."""
        encoder = None if self._model is None else self._model.loaded_encoder
        return self._found_device if encoder is None else (encoder.device, encoder.device_note)

    def find_device(self) -> None:
        """Imports torch to know where a model will run, which a search with a picture needs anyway."""
        import_encoders()
        from desktop_app.encoders.device import choose_device

        found = choose_device(self._device)
        self._found_device = found.kind, found.note

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
            load_words=lambda wanted: self._load_text_tower(wanted, self._catalog),
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
            self._found_device = ("", "")
        if previous is not None:
            previous.close()
        if "torch" in sys.modules:
            self.find_device()

    @property
    def holds_encoder(self) -> bool:
        """Whether the model is in memory, and not its words alone."""
        return self._model is not None and self._model.loaded_encoder is not None

    def free(self, *, idle_s: float, let_go: Callable[[object], None]) -> float | None:
        """Lets the model's weights go after that time without use; they come back by themselves.

        `let_go` is told of an encoder's. Returns after how many seconds to ask again; None when there are none in
        memory.
        """
        model = self._model
        if model is None:
            return None
        encoder = model.loaded_encoder
        left_s = model.free(idle_s=idle_s)
        if encoder is not None and model.loaded_encoder is not encoder:
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


def load_words(spec: ModelSpec, catalog: ModelCatalog) -> TextEncoder | None:
    """The text tower that is no test's; what splits words is imported when the first ones come."""
    from desktop_app.encoders.text_tower import load_text_tower

    return load_text_tower(spec, catalog)


def import_encoders() -> None:
    """Does now what `load_clip` would do first."""
    import_torch()
    importlib.import_module("desktop_app.encoders.clip")


def no_text_tower(spec: ModelSpec, catalog: ModelCatalog) -> TextEncoder | None:
    """For encoders of tests, which understand words themselves."""
    return None


def _empty_cache(device: str) -> None:
    from desktop_app.encoders.device import empty_cache

    empty_cache(device)
