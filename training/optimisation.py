"""AdamW with the parameters in groups, warm-up and cosine, and clipping."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training.config import TrainingError

_UNDECAYED = frozenset(
    (
        "positional_embedding",
        "class_embedding",
        "cls_emb",
        "pos_embed",
        "absolute_pos_embed",
        "relative_position_bias_table",
        "cls_token",
        "reg_token",
        "dist_token",
        "mask_token",
        "logit_scale",
        "logit_bias",
        "head_scale",
    )
)
"""Places, classes and scales, as open_clip and timm name them: what decay makes of them is not simpler, only less."""

_NEW = frozenset(("lora_A", "lora_B"))
"""Not pretrained, wherever in a pretrained model they are."""


@dataclass(frozen=True)
class Rate:
    """The learning rate of some modules."""

    modules: Sequence[nn.Module]
    learning_rate: float
    decays: bool = True  # False for pretrained weights that shall not be pulled towards zero; adapters in them are


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: linear warm-up, then a cosine to zero (https://arxiv.org/abs/1608.03983)."""

    epochs: int
    steps_per_epoch: int
    warmup_share: float
    weight_decay: float

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch

    def share_of_rate(self, step: int) -> float:
        """What part of the full rate holds in that step, counted from 0: never nothing."""
        warmup = max(1, round(self.warmup_share * self.steps))
        if step < warmup:
            return (step + 1) / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, self.steps - warmup)))


def optimizer_for(
    rates: Sequence[Rate], *, weight_decay: float, betas: tuple[float, float] = (0.9, 0.98)
) -> torch.optim.AdamW:
    """AdamW (https://arxiv.org/abs/1711.05101) over the parameters that move; a parameter's first rate holds.

    Biases, norms, scales, all else of at most one dimension, and positional and class embeddings do not decay.
    `set_rates` gives the groups their rates, which are 0 until then.

    Raises:
        TrainingError: no parameter moves.
    """
    groups: list[dict[str, Any]] = []
    taken: set[int] = set()
    for rate in rates:
        decayed: list[nn.Parameter] = []
        undecayed: list[nn.Parameter] = []
        for parameter, decays in _moving(rate):
            if id(parameter) not in taken:
                taken.add(id(parameter))
                (decayed if decays else undecayed).append(parameter)
        for chosen, decay in ((decayed, weight_decay), (undecayed, 0.0)):
            if chosen:
                groups.append({"params": chosen, "weight_decay": decay, "full_rate": rate.learning_rate})
    if not groups:
        raise TrainingError("no weight of the model may move: let more of it learn")
    return torch.optim.AdamW(groups, lr=0.0, betas=betas, fused=True)


def set_rates(optimizer: torch.optim.Optimizer, share: float) -> None:
    """Each group learns at that share of its full rate from now on."""
    for group in optimizer.param_groups:
        group["lr"] = group["full_rate"] * share


def clip_gradients(parameters: Iterable[Tensor], max_norm: float) -> Tensor:
    """Scales the gradients down to that norm over all of them together, and returns the norm they had, a scalar.

    Args:
        max_norm: 0 leaves the gradients as they are.
    """
    return nn.utils.clip_grad_norm_(parameters, max_norm or math.inf)


def _moving(rate: Rate) -> Iterator[tuple[nn.Parameter, bool]]:
    """The parameters of a rate that move, and whether they decay."""
    for module in rate.modules:
        kept = _kept_by_the_model(module)
        for name, parameter in module.named_parameters():
            leaf = name.rpartition(".")[2]
            weight = parameter.ndim > 1 and leaf not in _UNDECAYED and name not in kept
            if parameter.requires_grad:
                yield parameter, weight and (rate.decays or leaf in _NEW)


def _kept_by_the_model(module: nn.Module) -> set[str]:
    """The names of what timm's and open_clip's models themselves say must not decay."""
    names: set[str] = set()
    for path, part in module.named_modules():
        said = getattr(part, "no_weight_decay", None)
        if callable(said):
            names.update(f"{path}.{name}" if path else name for name in said())
    return names
