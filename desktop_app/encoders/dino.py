"""Encodes photos alone, for copies and for maps of where the model looks (DINO, https://arxiv.org/abs/2104.14294)."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from desktop_app.encoders.attention import class_attention, has_class_attention
from desktop_app.encoders.base import MAP_EDGE_PX, AttentiveEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.device import Device, choose_device, limit_threads
from desktop_app.encoders.image_models import (
    LoadedImageModel,
    load_image_model,
    preprocess_of_model,
    whole_picture_transform,
)
from desktop_app.encoders.machine_notes import MachineNotes
from desktop_app.encoders.tower_encoder import TowerEncoder
from desktop_app.errors import ModelError
from desktop_app.records import ModelKind, ModelSpec

_LONGEST_SHAPE = 4.0
"""A panorama longer than this, as width by height, is squeezed to it for a map."""


class DinoEncoder(TowerEncoder):
    """An `AttentiveEncoder` of a timm model. `full_precision` keeps float32 everywhere."""

    def __init__(
        self,
        spec: ModelSpec,
        loaded: LoadedImageModel,
        device: Device,
        *,
        full_precision: bool = False,
        notes: MachineNotes | None = None,
    ) -> None:
        self._preprocessing = loaded.preprocessing
        self._preprocess = preprocess_of_model(loaded.preprocessing)
        super().__init__(
            spec,
            loaded.model,
            dim=loaded.dim,
            image_size_px=loaded.preprocessing.image_size_px,
            device=device,
            full_precision=full_precision,
            notes=notes,
        )

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """An upright picture to float32 [3, H, W], by the model's own transform."""
        return self._preprocess(image)

    def attention_maps(self, image: Image.Image, *, edge_px: int = MAP_EDGE_PX) -> NDArray[np.float32]:
        """Where in an upright picture each head looks, float32 [heads, h, w]; see `AttentiveEncoder`.

        The picture is squeezed to a square where the model sees squares of whole photos, else it keeps its shape.
        """
        if not has_class_attention(self._model):
            raise ModelError(f"{self.spec.title} cannot show where it looks: choose another model for that.")
        size_px = self._map_size(image, edge_px)
        inputs = whole_picture_transform(self._preprocessing, size_px)(image).numpy()[np.newaxis]

        def look(part: slice) -> Tensor:
            pictures = self._pictures(inputs[part])  # may exchange the model
            return class_attention(self._model, pictures)

        maps = self._try(look, slice(0, 1))
        if maps is None:
            raise self._out_of_memory()
        found: NDArray[np.float32] = maps[0]
        return found

    def _map_size(self, image: Image.Image, edge_px: int) -> tuple[int, int]:
        """Height and width, about edge_px² pixels in all, that the model's patches divide."""
        shape = image.width / image.height if self._preprocessing.resize_mode != "squash" else 1.0
        stretch = math.sqrt(min(max(shape, 1 / _LONGEST_SHAPE), _LONGEST_SHAPE))
        patch_height, patch_width = self._model.patch_embed.feat_ratio(as_scalar=False)
        return _nearest(edge_px / stretch, patch_height), _nearest(edge_px * stretch, patch_width)

    @property
    def _tower(self) -> nn.Module:
        tower: nn.Module = self._model
        return tower

    @_tower.setter
    def _tower(self, tower: nn.Module) -> None:
        self._model = tower

    def _image_features(self, pictures: Tensor) -> Tensor:
        features: Tensor = self._model(pictures)
        return features


def load_image_encoder(
    spec: ModelSpec, catalog: ModelCatalog, *, device: str = "auto", full_precision: bool = False
) -> AttentiveEncoder:
    """Loads the weights of a model of photos alone onto `device` ("auto", cpu, cuda, mps or xpu).

    Raises:
        ModelMissingError: the weights are not on this machine.
        ModelDamagedError: they cannot be loaded, or are of another model.
        ModelError: the model is for searches, or no device has that name.
    """
    if spec.kind is not ModelKind.IMAGE:
        raise ModelError(f"{spec.title} is a model for searches: choose one that understands photos alone.")
    chosen = choose_device(device)
    limit_threads()
    encoder = DinoEncoder(
        spec,
        load_image_model(catalog.weights_dir(spec.id)),
        chosen,
        full_precision=full_precision,
        notes=MachineNotes(catalog.notes_file),
    )
    encoder.require_promised_dim()
    return encoder


def _nearest(length_px: float, step_px: int) -> int:
    return max(1, round(length_px / step_px)) * step_px
