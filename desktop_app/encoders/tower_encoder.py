"""Runs an image tower: on a device, in the number type that is fastest there, in batches that its memory takes."""

import math
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from desktop_app.encoders.batch_size import LONGEST_S, SIZES, SIZES_CPU, BatchSize
from desktop_app.encoders.device import Device, empty_cache, is_out_of_memory
from desktop_app.encoders.machine_notes import MachineNotes, Note
from desktop_app.encoders.precision import choose_precision, memory_format
from desktop_app.errors import ModelDamagedError, ModelError
from desktop_app.records import ModelSpec


class TowerEncoder(ABC):
    """What all encoders have in common. May be used from any thread, also at once."""

    def __init__(
        self,
        spec: ModelSpec,
        model: nn.Module,
        *,
        dim: int,
        image_size_px: int,
        device: Device,
        full_precision: bool,
        notes: MachineNotes | None = None,
    ) -> None:
        """Takes over `model`, of which the image tower is all or a part. `full_precision` keeps float32 everywhere.

        What `notes` know of this model here is not measured again.
        """
        self.spec, self.dim, self.image_size_px = spec, dim, image_size_px
        self._model: Any = model
        self._kind, self.device_note = self._move(device)
        self._tower.to(memory_format=memory_format(self._kind))  # type: ignore[call-overload]  # torch's own hints
        self._dtype = torch.float32 if full_precision else None
        self._precision_lock = threading.Lock()
        self._notes = notes
        self._name = str(spec.key or spec.id)
        known = Note() if notes is None else notes.of(self._name, self._kind)
        self._known_half = known.half_precision
        on_cpu = self._kind == "cpu"
        self._batch = BatchSize(
            SIZES_CPU if on_cpu else SIZES, longest_s=LONGEST_S if on_cpu else math.inf, known=known.batch_size
        )

    @property
    def device(self) -> str:
        return self._kind

    @property
    def batch_size(self) -> int:
        """Photos at once that are fastest here, or the number that is being tried out."""
        return self._batch.size

    @property
    @abstractmethod
    def _tower(self) -> nn.Module:
        """What sees, exchanged for a half-precision copy where that gains."""

    @_tower.setter
    @abstractmethod
    def _tower(self, tower: nn.Module) -> None: ...

    @abstractmethod
    def _image_features(self, pictures: Tensor) -> Tensor:
        """(n, 3, height, width) on the device to (n, dim)."""

    @torch.inference_mode()
    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """[N, 3, H, W] to float32 [N, dim], L2-normalised; halves the batch while the device's memory is not enough."""
        if inputs.ndim != 4 or inputs.shape[1:] != (3, self.image_size_px, self.image_size_px):
            edge = self.image_size_px
            raise ModelError(f"{self.spec.title} takes pictures of {edge} × {edge} pixels, not {inputs.shape}.")
        self._choose_dtype(inputs)
        return self._in_batches(
            lambda part: self._image_features(self._pictures(inputs[part])), len(inputs), on_batch=self._note_batch
        )

    def require_promised_dim(self) -> None:
        """Raises `ModelDamagedError` where the weights are of another model than `spec` tells of."""
        if self.dim != self.spec.dim:
            raise ModelDamagedError(
                f"{self.spec.title} should give {self.spec.dim} numbers a photo but gives {self.dim}."
            )

    def _pictures(self, inputs: NDArray[np.float32]) -> Tensor:
        """As the tower takes them."""
        writable = np.require(inputs, np.float32, ["C", "W"])  # torch warns of others
        pictures, dtype = torch.from_numpy(writable), self._choose_dtype(inputs)
        if self._kind == "cuda":  # page-locked memory is copied while the card still computes
            pictures = pictures.pin_memory().to(self._kind, non_blocking=True)
            return pictures.to(dtype, memory_format=memory_format(self._kind))
        return pictures.to(self._kind, dtype, memory_format=memory_format(self._kind))

    def _note_batch(self, count: int, seconds: float) -> None:
        if self._batch.measured(count, seconds) and self._notes is not None:
            self._notes.add(self._name, self._kind, batch_size=self._batch.chosen)

    def _in_batches(
        self, encode: Callable[[slice], Tensor], count: int, on_batch: Callable[[int, float], None] | None = None
    ) -> NDArray[np.float32]:
        """What `encode` makes of all parts of 0 to `count`, L2-normalised."""
        parts: list[NDArray[np.float32]] = [np.zeros((0, self.dim), np.float32)]
        at = 0
        while at < count:
            size = min(self._batch.size, count - at)
            began_s = time.perf_counter()
            features = self._try(lambda part: _normalised(encode(part)), slice(at, at + size))
            if features is None:
                self._halve(size)
            else:
                parts.append(features)
                at += size
                if on_batch is not None:
                    on_batch(size, time.perf_counter() - began_s)
        return np.concatenate(parts)

    @staticmethod
    def _try(encode: Callable[[slice], Tensor], part: slice) -> NDArray[np.float32] | None:
        """None where memory was not enough; by then the failed attempt's memory is free again."""
        try:
            found: NDArray[np.float32] = encode(part).float().cpu().numpy()
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            return None
        return found

    def _halve(self, size: int) -> None:
        if size <= 1:
            raise self._out_of_memory()
        self._batch.halve(size)
        empty_cache(self._kind)

    def _out_of_memory(self) -> ModelError:
        return ModelError(
            f"There is not enough memory to use {self.spec.title}. Close other programs or choose a smaller one."
        )

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

    def _choose_dtype(self, inputs: NDArray[np.float32]) -> torch.dtype:
        """Measured at the first photos, with them: a search by words alone does not wait for it."""
        if self._dtype is None:
            with self._precision_lock:
                if self._dtype is None:
                    chosen = choose_precision(
                        self._tower,
                        kind=self._kind,
                        image_size_px=self.image_size_px,
                        name=self._name,
                        photos=inputs,
                        known=self._known_half,
                    )
                    self._tower, self._dtype = chosen.tower, chosen.dtype
                    if chosen.was_measured and self._notes is not None:
                        self._notes.add(self._name, self._kind, half_precision=chosen.dtype != torch.float32)
        return self._dtype


def _normalised(features: Tensor) -> Tensor:
    return torch.nn.functional.normalize(features.float(), dim=-1)
