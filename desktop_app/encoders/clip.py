"""Encodes photos and texts with an open_clip model."""

import os
import threading
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.device import Device, choose_device, empty_cache, is_out_of_memory
from desktop_app.encoders.open_clip_models import LoadedModel, describe, load_model
from desktop_app.encoders.precision import choose_precision, memory_format
from desktop_app.errors import ModelDamagedError, ModelError
from desktop_app.records import ModelSpec

MAX_BATCH = 256
MAX_BATCH_CPU = 8
"""As fast as larger ones there, at a fraction of their memory: 0.7 GB of process against 1.1 GB at 32 (starter)."""


class ClipEncoder:
    """An `ImageTextEncoder`. `full_precision` keeps float32 everywhere."""

    def __init__(self, spec: ModelSpec, loaded: LoadedModel, device: Device, *, full_precision: bool = False) -> None:
        facts = describe(loaded)
        self.spec, self.dim, self.image_size_px = spec, facts.dim, facts.image_size_px
        self._loaded, self._model = loaded, loaded.model
        self._kind, self.device_note = self._move(device)
        self._model.visual.to(memory_format=memory_format(self._kind))
        self._dtype = torch.float32 if full_precision else None
        self._precision_lock = threading.Lock()
        self._batch_limit = MAX_BATCH_CPU if self._kind == "cpu" else MAX_BATCH

    @property
    def device(self) -> str:
        return self._kind

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """An upright picture to float32 [3, H, W], by the model's own transform."""
        pixels: NDArray[np.float32] = self._loaded.preprocess(image).numpy()
        return pixels

    @torch.inference_mode()
    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """[N, 3, H, W] to float32 [N, dim], L2-normalised; halves the batch while the device's memory is not enough."""
        if inputs.ndim != 4 or inputs.shape[1:] != (3, self.image_size_px, self.image_size_px):
            edge = self.image_size_px
            raise ModelError(f"{self.spec.title} takes pictures of {edge} × {edge} pixels, not {inputs.shape}.")
        dtype = self._image_dtype()

        def encode(part: slice) -> Tensor:
            writable = np.require(inputs[part], np.float32, ["C", "W"])  # torch warns of others
            pictures = torch.from_numpy(writable).to(self._kind, dtype, memory_format=memory_format(self._kind))
            features: Tensor = self._model.encode_image(pictures)
            return features

        return self._in_batches(encode, len(inputs))

    @torch.inference_mode()
    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to float32 [N, dim], L2-normalised; each is cut to the model's context length."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        tokens = self._loaded.tokenize(texts)

        def encode(part: slice) -> Tensor:
            features: Tensor = self._model.encode_text(tokens[part].to(self._kind))
            return features

        return self._in_batches(encode, len(texts))

    def _in_batches(self, encode: Callable[[slice], Tensor], count: int) -> NDArray[np.float32]:
        parts: list[NDArray[np.float32]] = [np.zeros((0, self.dim), np.float32)]
        at = 0
        while at < count:
            size = min(self._batch_limit, count - at)
            features = self._try(encode, slice(at, at + size))
            if features is None:
                self._halve(size)
            else:
                parts.append(features)
                at += size
        return np.concatenate(parts)

    @staticmethod
    def _try(encode: Callable[[slice], Tensor], part: slice) -> NDArray[np.float32] | None:
        """None where memory was not enough; by then the failed attempt's memory is free again."""
        try:
            features = encode(part).float()
            normalised: NDArray[np.float32] = torch.nn.functional.normalize(features, dim=-1).cpu().numpy()
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            return None
        return normalised

    def _halve(self, size: int) -> None:
        if size <= 1:
            raise ModelError(
                f"There is not enough memory to use {self.spec.title}. Close other programs or choose a smaller one."
            )
        self._batch_limit = min(self._batch_limit, size // 2)
        empty_cache(self._kind)

    def _move(self, device: Device) -> tuple[str, str]:
        try:
            self._model.to(device.kind)
        except RuntimeError as error:
            if not is_out_of_memory(error) or device.kind == "cpu":
                raise
        else:
            return device.kind, device.note
        self._model.to("cpu")
        empty_cache(device.kind)
        return "cpu", "The graphics card has not enough free memory for this model. The processor is used, more slowly."

    def _image_dtype(self) -> torch.dtype:
        """Chosen at the first photo: a search by words alone does not wait for the measurement."""
        if self._dtype is None:
            with self._precision_lock:
                if self._dtype is None:
                    self._model.visual, self._dtype = choose_precision(
                        self._model.visual,
                        kind=self._kind,
                        image_size_px=self.image_size_px,
                        name=str(self.spec.key or self.spec.id),
                    )
        return self._dtype


def load_encoder(
    spec: ModelSpec, catalog: ModelCatalog, *, device: str = "auto", full_precision: bool = False
) -> ImageTextEncoder:
    """Loads the weights of `spec` onto `device` ("auto", cpu, cuda, mps or xpu).

    Raises:
        ModelMissingError: the weights are not on this machine.
        ModelDamagedError: they cannot be loaded, or are of another model.
        ModelError: a package is missing, or no device has that name.
    """
    chosen = choose_device(device)
    _limit_threads()
    encoder = ClipEncoder(spec, load_model(catalog.weights_dir(spec.id)), chosen, full_precision=full_precision)
    if encoder.dim != spec.dim:
        raise ModelDamagedError(f"{spec.title} should give {spec.dim} numbers a photo but gives {encoder.dim}.")
    return encoder


def _limit_threads() -> None:
    """torch counts the machine's cores, not those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        torch.set_num_threads(max(1, min(torch.get_num_threads(), len(os.sched_getaffinity(0)))))
