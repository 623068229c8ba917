"""All that a run needs to go on as if it had never stopped, in one file that is there whole or not at all."""

import hashlib
import pickle
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from training import distributed
from training.config import TrainingError, atomic


class Stateful(Protocol):
    """What can be written down and taken up again: optimisers, scalers, averages."""

    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any], /) -> object: ...


class Checkpoint:
    """One file. Weights that stay as they were at the start are not in it: they must be there again to go on."""

    def __init__(self, path: Path, *, settings: Mapping[str, object] | None = None) -> None:
        """`settings`: names and values of all that must be the same to go on; values as JSON has them."""
        self.path = path
        self._settings = dict(settings or {})
        self._start: dict[str, str] = {}

    def begin(self, method: nn.Module) -> None:
        """To be called once, before the method has learnt anything."""
        if distributed.is_first():
            for left in self.path.parent.glob(f"{self.path.name}.*.tmp"):  # by a process that was killed while writing
                left.unlink(missing_ok=True)
        state = method.state_dict(keep_vars=True)
        self._start = {name: checksum(value) for name, value in state.items() if not value.requires_grad}

    def save(self, method: nn.Module, parts: Mapping[str, Stateful], position: dict[str, Any]) -> None:
        """To be called by all processes together; the first one writes.

        Args:
            parts: what changes beside the method.
            position: numbers, texts and tensors, given back by `load`.
        """
        states = _random_states_of_all()
        if not distributed.is_first():
            return
        weights = method.state_dict()
        unchanged = {name: told for name, told in self._start.items() if checksum(weights[name]) == told}
        content = {
            "settings": self._settings,
            "unchanged": unchanged,
            "weights": {name: value for name, value in weights.items() if name not in unchanged},
            "parts": {name: part.state_dict() for name, part in parts.items()},
            "position": position,
            "random": states,
        }
        with atomic(self.path) as file:
            torch.save(content, file)

    def load(self, method: nn.Module, parts: Mapping[str, Stateful]) -> dict[str, Any] | None:
        """Takes everything up again and gives the position; None where there is no file yet.

        Raises:
            TrainingError: the file is damaged, or of other settings, another architecture or another starting model.
        """
        if not self.path.exists():
            return None
        try:
            saved = torch.load(self.path, map_location="cpu", weights_only=True)
            self._check(method, saved)
            method.load_state_dict(saved["weights"], strict=False)
            for name in parts.keys() & saved["parts"].keys():  # with another precision there may be a scaler or none
                parts[name].load_state_dict(saved["parts"][name])
            _restore_random_state(saved["random"][distributed.rank()])
            position: dict[str, Any] = saved["position"]
        except (RuntimeError, pickle.UnpicklingError, LookupError, ValueError, TypeError, EOFError, OSError) as error:
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise TrainingError(f"{self.path.name} is damaged ({told}): remove it to begin anew") from error
        return position

    def _check(self, method: nn.Module, saved: dict[str, Any]) -> None:
        settings = saved["settings"]
        if different := sorted(k for k in settings | self._settings if settings.get(k) != self._settings.get(k)):
            raise TrainingError(
                f"{self.path.name} belongs to a run with other settings ({', '.join(different)}): "
                "set them as they were, or remove it to begin anew"
            )
        weights = method.state_dict()
        known = saved["weights"].keys() | saved["unchanged"].keys()
        if known != weights.keys() or any(
            weights[name].shape != value.shape for name, value in saved["weights"].items()
        ):
            raise TrainingError(f"{self.path.name} belongs to a model of another architecture: remove it to begin anew")
        if any(self._start.get(name) != told for name, told in saved["unchanged"].items()):
            raise TrainingError(f"{self.path.name} began with another model's weights: remove it to begin anew")

    def remove(self) -> None:
        if distributed.is_first():
            self.path.unlink(missing_ok=True)


def checksum(tensor: Tensor) -> str:
    """Of shape, type and every bit."""
    told = hashlib.blake2b(repr((tuple(tensor.shape), tensor.dtype)).encode(), digest_size=16)
    told.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return told.hexdigest()


def _random_state() -> dict[str, Any]:
    name, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    state: dict[str, Any] = {
        "torch": torch.get_rng_state(),
        "python": random.getstate(),
        "numpy": (name, torch.from_numpy(np.asarray(keys, dtype=np.int64)), position, has_gauss, gauss),
    }
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def _restore_random_state(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["torch"])
    random.setstate(state["python"])
    name, keys, *rest = state["numpy"]
    np.random.set_state((name, keys.numpy().astype(np.uint32), *rest))
    if "cuda" in state and torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.set_rng_state(state["cuda"])


def _random_states_of_all() -> list[dict[str, Any]]:
    states: list[Any] = [None] * distributed.world_size()
    if len(states) == 1:
        return [_random_state()]
    torch.distributed.all_gather_object(states, _random_state())
    return states
