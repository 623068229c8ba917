"""What one step of training sees."""

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor

_EVEN = torch.ones(())


@dataclass(frozen=True)
class Batch:
    """n photos, each in one or more views and with k captions."""

    views: tuple[Tensor, ...]  # each (n, …): the one with the captions first, global crops before local ones
    tokens: Tensor | None  # (n, k, length) token ids; None where a method looks at images alone
    groups: Tensor  # (n,) photos with the same number say the same and are not each other's negatives
    weights: Tensor = _EVEN  # (n,) how much each photo counts; one number holds for all

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", self.weights.expand(len(self)))

    def __len__(self) -> int:
        return len(self.views[0])

    def part(self, start: int, stop: int) -> "Batch":
        """The photos from `start` up to, not including, `stop`."""
        tokens = None if self.tokens is None else self.tokens[start:stop]
        views = tuple(view[start:stop] for view in self.views)
        return Batch(views, tokens, self.groups[start:stop], self.weights[start:stop])

    def to(self, device: torch.device | str, *, channels_last: bool = False) -> "Batch":
        """The same photos on that device, copied while the processor goes on where their memory is pinned.

        Args:
            channels_last: lays views out as convolutions on GPUs and new processors want them.
        """
        views = tuple(_move(view, device, channels_last=channels_last and view.ndim == 4) for view in self.views)
        moved = {
            name: value.to(device, non_blocking=True)
            for name in ("tokens", "groups", "weights")
            if (value := getattr(self, name)) is not None
        }
        return dataclasses.replace(self, views=views, **moved)


def _move(view: Tensor, device: torch.device | str, *, channels_last: bool) -> Tensor:
    layout = torch.channels_last if channels_last else torch.preserve_format
    return view.to(device, non_blocking=True, memory_format=layout)
