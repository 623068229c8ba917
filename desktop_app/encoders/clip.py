"""Encodes photos and texts with an open_clip model."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from desktop_app.encoders.base import ImageTextEncoder, require_words
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.device import Device, choose_device, limit_threads
from desktop_app.encoders.machine_notes import MachineNotes
from desktop_app.encoders.open_clip_models import LoadedModel, describe, load_model
from desktop_app.encoders.pixels import preprocess_of
from desktop_app.encoders.tower_encoder import TowerEncoder
from desktop_app.records import ModelSpec


class ClipEncoder(TowerEncoder):
    """An `ImageTextEncoder`. `full_precision` keeps float32 everywhere."""

    def __init__(
        self,
        spec: ModelSpec,
        loaded: LoadedModel,
        device: Device,
        *,
        full_precision: bool = False,
        notes: MachineNotes | None = None,
    ) -> None:
        facts = describe(loaded)
        self._tokenize = loaded.tokenize
        self._preprocess = preprocess_of(getattr(loaded.model.visual, "preprocess_cfg", {}), loaded.preprocess)
        super().__init__(
            spec,
            loaded.model,
            dim=facts.dim,
            image_size_px=facts.image_size_px,
            device=device,
            full_precision=full_precision,
            notes=notes,
        )

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """An upright picture to float32 [3, H, W], by the model's own transform."""
        return self._preprocess(image)

    @torch.inference_mode()
    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to float32 [N, dim], L2-normalised; each is cut to the model's context length."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        tokens = self._tokenize(texts)

        def encode(part: slice) -> Tensor:
            features: Tensor = self._model.encode_text(tokens[part].to(self._kind))
            return features

        return self._in_batches(encode, len(texts))

    @property
    def _tower(self) -> nn.Module:
        tower: nn.Module = self._model.visual
        return tower

    @_tower.setter
    def _tower(self, tower: nn.Module) -> None:
        self._model.visual = tower

    def _image_features(self, pictures: Tensor) -> Tensor:
        features: Tensor = self._model.encode_image(pictures)
        return features


def load_encoder(
    spec: ModelSpec, catalog: ModelCatalog, *, device: str = "auto", full_precision: bool = False
) -> ImageTextEncoder:
    """Loads the weights of `spec` onto `device` ("auto", cpu, cuda, mps or xpu).

    Raises:
        ModelMissingError: the weights are not on this machine.
        ModelDamagedError: they cannot be loaded, or are of another model.
        ModelError: the model knows no words, a package is missing, or no device has that name.
    """
    require_words(spec)
    chosen = choose_device(device)
    limit_threads()
    encoder = ClipEncoder(
        spec,
        load_model(catalog.weights_dir(spec.id)),
        chosen,
        full_precision=full_precision,
        notes=MachineNotes(catalog.notes_file),
    )
    encoder.require_promised_dim()
    return encoder
