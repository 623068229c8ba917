"""The gradients of a large batch in the memory of a small one: GradCache (https://arxiv.org/abs/2101.06983).

Contrastive losses need all features of a batch at once, but features are small; what fills memory is what the towers
keep for the backward pass. So features are computed in chunks without keeping it, the loss gives the features'
gradients, and each chunk is computed again, this time kept, and sent back alone.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm

from training.methods import Batch, Features, Method

Autocast = Callable[[], contextlib.AbstractContextManager[object]]


def backward(
    method: Method,
    batch: Batch,
    *,
    chunk_size: int = 0,
    scale: torch.amp.GradScaler | None = None,
    autocast: Autocast = contextlib.nullcontext,
) -> dict[str, Tensor]:
    """Adds the gradients of the batch's loss to the parameters' and returns the method's named losses, detached.

    The chunks' second pass sees the dropout of the first and leaves the statistics of batch normalisation alone. The
    numbers are the whole batch's where a tower embeds each photo by itself; batch normalisation that is learning its
    statistics does not.

    Args:
        chunk_size: how many photos' activations are in memory at once; 0 is the whole batch, in one pass.
        scale: multiplies the loss, as float16 needs.
        autocast: makes a context of the wanted precision, a new one at each call.
    """
    if not 0 < chunk_size < len(batch):
        with autocast():
            losses = method(batch)
        return _send_back(losses, scale)
    chunks = [batch.part(start, start + chunk_size) for start in range(0, len(batch), chunk_size)]
    states: list[_RandomState] = []
    parts: list[Features] = []
    for chunk in chunks:
        states.append(_RandomState.of(batch.views[0].device))
        with torch.no_grad(), autocast():
            parts.append(method.embed(chunk))
    features = {name: _leaf(torch.cat([part[name] for part in parts])) for name in parts[0]}
    with autocast():
        losses = method.compare(features, batch)
    detached = _send_back(losses, scale)
    gradients = {name: torch.split(f.grad, chunk_size) for name, f in features.items() if f.grad is not None}
    for number, (chunk, state) in enumerate(zip(chunks, states, strict=True)):
        with state.again(), _statistics_kept(method), autocast():
            embedded = method.embed(chunk)
        moved = [name for name in gradients if embedded[name].requires_grad]
        torch.autograd.backward([embedded[name] for name in moved], [gradients[name][number] for name in moved])
    return detached


def _send_back(losses: dict[str, Tensor], scale: torch.amp.GradScaler | None) -> dict[str, Tensor]:
    loss = losses["loss"]
    torch.autograd.backward(loss if scale is None else scale.scale(loss))
    return {name: value.detach() for name, value in losses.items()}


def _leaf(features: Tensor) -> Tensor:
    return features.requires_grad_(features.is_floating_point())


@dataclass(frozen=True)
class _RandomState:
    """What dropout will draw next, on the processor and on the device."""

    device: torch.device
    of_processor: Tensor
    of_device: Tensor | None

    @classmethod
    def of(cls, device: torch.device) -> "_RandomState":
        of_device = torch.cuda.get_rng_state(device) if device.type == "cuda" else None
        return cls(device, torch.get_rng_state(), of_device)

    @contextlib.contextmanager
    def again(self) -> Iterator[None]:
        with torch.random.fork_rng([self.device] if self.of_device is not None else []):
            torch.set_rng_state(self.of_processor)
            if self.of_device is not None:
                torch.cuda.set_rng_state(self.of_device, self.device)
            yield


@contextlib.contextmanager
def _statistics_kept(method: Method) -> Iterator[None]:
    """Batch normalisation goes on by the batch, but does not count it."""
    counting = [m for m in method.modules() if isinstance(m, _BatchNorm) and m.training and m.track_running_stats]
    for module in counting:
        module.track_running_stats = False
    try:
        yield
    finally:
        for module in counting:
            module.track_running_stats = True
