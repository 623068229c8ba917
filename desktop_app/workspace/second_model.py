"""The model that sees photos for copies, beside the one that answers searches: which it is, and how far it is."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from desktop_app.config import AUTO, OFF, Settings
from desktop_app.encoders.base import ImageEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import ModelError, ModelMissingError
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.library import Library
from desktop_app.records import ModelKey, ModelKind, ModelSpec

_log = logging.getLogger(__name__)


class ImageEncoderLoader(Protocol):
    """`desktop_app.encoders.dino.load_image_encoder`, or a test's."""

    def __call__(self, spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageEncoder: ...


class SecondModel:
    """Chosen anew for each run: a better one that was downloaded meanwhile takes the photos over."""

    def __init__(
        self,
        library: Library,
        catalog: ModelCatalog,
        *,
        settings: Callable[[], Settings],
        load: ImageEncoderLoader | None,
    ) -> None:
        """Without `load` there is none."""
        self._library = library
        self._catalog = catalog
        self._settings = settings
        self._load = load
        self._loading = threading.Lock()
        self._loaded: tuple[ModelKey, str, ImageEncoder] | None = None

    def spec(self) -> ModelSpec | None:
        """The model to use; None where it is switched off, or none is on this machine."""
        wanted = self._settings().second_model_id
        if self._load is None or wanted == OFF:
            return None
        if wanted != AUTO:
            try:
                spec = self._catalog.get(wanted)
            except ModelError as error:
                _log.warning("The second model cannot be used: %s", error)
                return None
            return spec if spec.key is not None and spec.kind is ModelKind.IMAGE else None
        usable = [spec for spec in self._catalog.all() if spec.kind is ModelKind.IMAGE and spec.key is not None]
        return max(usable, key=lambda spec: (not spec.source.startswith("resources:"), spec.dim), default=None)

    def lazy(self) -> LazyEncoder | None:
        """For one run."""
        spec = self.spec()
        if spec is None or spec.key is None:
            return None
        key = spec.key
        return LazyEncoder(lambda: self._encoder(spec), lambda: key)

    def embedded(self) -> int:
        """Contents that it has seen."""
        spec = self.spec()
        return 0 if spec is None or spec.key is None else self._library.embeddings.count(spec.key)

    def missing(self) -> int:
        """Contents that it has yet to see."""
        spec = self.spec()
        return 0 if spec is None or spec.key is None else len(self._library.embeddings.missing(spec.key))

    def free(self, *, let_go: Callable[[object], None]) -> None:
        """Lets go of the weights, and tells `let_go` of them; a run that uses them keeps them."""
        with self._loading:
            if self._loaded is not None:
                let_go(self._loaded[2])
            self._loaded = None

    def forget_replaced(self) -> None:
        """Deletes what an older make of the same model left behind, once this one has seen everything."""
        spec = self.spec()
        if spec is None or spec.key is None or self.missing():
            return
        for key in self._library.embeddings.models():
            if key != spec.key and key.rpartition("@")[0] == spec.key.rpartition("@")[0]:
                _log.info("%d embeddings of %s have been replaced", self._library.embeddings.forget(key), key)

    def _encoder(self, spec: ModelSpec) -> ImageEncoder:
        assert self._load is not None
        if spec.key is None:
            raise ModelMissingError(f'The model "{spec.id}" is not on this machine.')
        device = self._settings().device
        with self._loading:
            if self._loaded is None or self._loaded[:2] != (spec.key, device):
                self._loaded = (spec.key, device, self._load(spec, self._catalog, device=device))
            return self._loaded[2]


def load_dino(spec: ModelSpec, catalog: ModelCatalog, *, device: str) -> ImageEncoder:
    """The encoder that is no test's; it imports torch, which takes seconds."""
    from desktop_app.encoders.dino import load_image_encoder

    return load_image_encoder(spec, catalog, device=device)
