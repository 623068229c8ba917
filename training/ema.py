"""The exponential moving average of weights: often better than the last weights, and never as restless."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from training.config import TrainingError


class EMA:
    """Averages what moves in a module, and its floating-point buffers (the statistics of batch normalisation).

    After t updates of weights w₁ … w_t the average is Σ d^(t−i) wᵢ / Σ d^(t−i), as Adam corrects its moments
    (https://arxiv.org/abs/1412.6980): the weights of before the first update have no part in it.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        """`decay` is d, from 0 (the last weights) to below 1. Parameters that do not move by now are left out."""
        self.decay = decay
        self.updates = 0
        self._module = module
        self._swapped = False
        with torch.no_grad():
            self._average = {name: value.detach().clone() for name, value in _moving(module).items()}

    @torch.no_grad()
    def update(self) -> None:
        """Takes in the module's weights of now; called after each step of the optimiser."""
        self._require_own_weights()
        self.updates += 1
        newest = (1 - self.decay) / (1 - self.decay**self.updates)
        live = self._live()
        for name, average in self._average.items():
            average.lerp_(live[name], newest)

    @contextmanager
    def swapped_in(self) -> Iterator[None]:
        """Within it the module has the averages; afterwards its own weights again, bit for bit."""
        self._require_own_weights()
        self._exchange()
        self._swapped = True
        try:
            yield
        finally:
            self._exchange()
            self._swapped = False

    @torch.no_grad()
    def keep(self) -> None:
        """The averages become the module's weights."""
        self._require_own_weights()
        live = self._live()
        for name, average in self._average.items():
            live[name].copy_(average)

    def state_dict(self) -> dict[str, Any]:
        self._require_own_weights()
        return {"decay": self.decay, "updates": self.updates, "average": dict(self._average)}

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Goes on from a `state_dict`, from any device.

        Raises:
            TrainingError: it is of another module.
        """
        self._require_own_weights()
        given: dict[str, Tensor] = state["average"]
        if {name: value.shape for name, value in given.items()} != _shapes(self._average):
            raise TrainingError("the checkpoint's averaged weights are of another model: start the run anew")
        for name, average in self._average.items():
            average.copy_(given[name])
        self.decay, self.updates = float(state["decay"]), int(state["updates"])

    def _exchange(self) -> None:
        for name, value in self._live().items():
            if name in self._average:
                own = value.data
                value.data = self._average[name]
                self._average[name] = own

    def _live(self) -> dict[str, Tensor]:
        """By name each time: a module may put a new tensor in a buffer's place."""
        return {**dict(self._module.named_parameters()), **dict(self._module.named_buffers())}

    def _require_own_weights(self) -> None:
        if self._swapped:
            raise RuntimeError("the averages are swapped in: the module's own weights are away")


def _moving(module: nn.Module) -> dict[str, Tensor]:
    kept = module.state_dict().keys()
    buffers = {name: value for name, value in module.named_buffers() if name in kept and value.is_floating_point()}
    return {**{name: value for name, value in module.named_parameters() if value.requires_grad}, **buffers}


def _shapes(tensors: dict[str, Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in tensors.items()}
