"""What of a model may move: all, the text tower alone (LiT), the last blocks, or adapters; and WiSE-FT."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MethodType
from typing import Any

import torch
from torch import Tensor, nn

from training.adapters import TARGETS, add_lora, lora_state
from training.config import TrainingError

_SCALES = ("logit_scale", "logit_bias")
_BLOCKS = re.compile(r"blocks|stages|layers|layer\d+")
"""What timm and open_clip's ResNet call the parts that follow one another."""
_CLOSING = ("attn_pool", "attn_pool_contrastive", "ln_post", "proj", "ln_final", "text_projection")
"""What comes after the blocks in open_clip's transformers: final norms and projections."""


def choose(
    model: nn.Module,
    *,
    movable: str = "all",
    last_blocks: int = 2,
    r: int = 8,
    lora_alpha: float = 16.0,
    lora_dropout: float = 0.0,
    targets: Collection[str] = TARGETS,
) -> list[nn.Parameter]:
    """Locks all of a freshly loaded model but what may move, in place; what the architecture holds still stays so.

    A part of which nothing moves stays in evaluation mode whatever `train()` says: its batch normalisation keeps its
    statistics, its dropout drops nothing. `logit_scale` and `logit_bias` always move.

    Args:
        model: an open_clip model, or an image tower alone.
        movable: "all"; "text" is LiT (https://arxiv.org/abs/2111.07991), the image tower is locked; "last_blocks" are
            that many of each tower, with the final norms and projections, or all of a tower that has fewer; "lora" are
            adapters (see `add_lora`, which takes the other arguments).

    Returns:
        The parameters that move.

    Raises:
        TrainingError: the model has no such parts.
    """
    held_still = {id(parameter) for parameter in model.parameters() if not parameter.requires_grad}
    if movable == "lora":
        add_lora(model, r=r, lora_alpha=lora_alpha, dropout=lora_dropout, targets=targets)
    wanted = {id(parameter) for parameter in _wanted(model, movable, last_blocks)} - held_still
    for parameter in model.parameters():
        parameter.requires_grad = id(parameter) in wanted
    _put_to_sleep(model)
    moving = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not moving:
        raise TrainingError("nothing of the model would move: it was locked before")
    return moving


def interpolate(start: Mapping[str, Tensor], end: Mapping[str, Tensor], alpha: float) -> dict[str, Tensor]:
    """WiSE-FT (https://arxiv.org/abs/2109.01903): (1 − alpha) · start + alpha · end, of all floating-point tensors.

    Counters and other integers are those of the end. Training that goes on in place changes what `state_dict` gave
    earlier, so `start` has to be a copy.

    Args:
        start: the state_dict before fine-tuning.
        end: the state_dict after it.
        alpha: 0 gives the start and 1 the end, exactly.

    Raises:
        TrainingError: the states are of different models.
    """
    if not 0 <= alpha <= 1:
        raise TrainingError(f"the share of the fine-tuned weights is {alpha}, but has to be between 0 and 1")
    if different := sorted(start.keys() ^ end.keys()):
        raise TrainingError(f"only one of the two models has {different[0]}: they are not of one architecture")
    mixed: dict[str, Tensor] = {}
    for name, value in end.items():
        if start[name].shape != value.shape:
            shapes = f"{tuple(start[name].shape)} and {tuple(value.shape)}"
            raise TrainingError(f"{name} is {shapes} in the two models: they are not of one architecture")
        mixed[name] = torch.lerp(start[name].to(value), value, alpha) if value.is_floating_point() else value.clone()
    return mixed


def _wanted(model: nn.Module, movable: str, last_blocks: int) -> Iterator[nn.Parameter]:
    named = dict(model.named_parameters())
    yield from (named[name] for name in _SCALES if name in named)
    if movable == "all":
        yield from named.values()
    elif movable == "text":
        if not hasattr(model, "visual"):
            raise TrainingError("the model has no text tower to train alone: choose what else may move")
        yield from (parameter for name, parameter in named.items() if not name.startswith("visual."))
    elif movable == "last_blocks":
        for blocks, closing in _towers(model):
            yield from _parameters(blocks[max(0, len(blocks) - last_blocks) :])
            yield from _parameters(closing)
    elif movable == "lora":
        yield from (named[name] for name in lora_state(model))
    else:
        raise TrainingError(f"what may move is “{movable}”, but has to be one of all, text, last_blocks, lora")


def _towers(model: Any) -> Iterator[tuple[list[nn.Module], list[nn.Module | nn.Parameter]]]:
    """The blocks of each tower, and what comes after them."""
    if not hasattr(model, "visual"):
        yield _tower(model)
        return
    yield _tower(model.visual)
    yield _tower(model.text if hasattr(model, "text") else model)


def _tower(tower: Any) -> tuple[list[nn.Module], list[nn.Module | nn.Parameter]]:
    if isinstance(getattr(getattr(tower, "transformer", None), "resblocks", None), nn.ModuleList):
        closing = [part for name in _CLOSING if (part := getattr(tower, name, None)) is not None]
        return list(tower.transformer.resblocks), closing
    if hasattr(tower, "trunk"):
        blocks, closing = _tower(tower.trunk)
        return blocks, [*closing, tower.head]
    return _in_order(tower)


def _in_order(trunk: nn.Module) -> tuple[list[nn.Module], list[nn.Module | nn.Parameter]]:
    """timm's models and open_clip's ResNet register their parts in the order in which they compute."""
    children = list(trunk.named_children())
    places = [place for place, (name, _) in enumerate(children) if _BLOCKS.fullmatch(name)]
    if not places:
        raise TrainingError(f"{type(trunk).__name__} is not made of blocks: let all of it move, or adapters")
    parts = [children[place][1] for place in places]
    blocks = parts if len(parts) > 1 else list(parts[0].children())
    return blocks, [module for _, module in children[places[-1] + 1 :]]


def _parameters(parts: Iterable[nn.Module | nn.Parameter]) -> Iterator[nn.Parameter]:
    for part in parts:
        yield from (part,) if isinstance(part, nn.Parameter) else part.parameters()


def _put_to_sleep(module: nn.Module) -> None:
    """Every part that has parameters, none of which moves."""
    parameters = list(module.parameters())
    if any(parameter.requires_grad for parameter in parameters):
        for child in module.children():
            _put_to_sleep(child)
    elif parameters:
        module.eval()
        for part in module.modules():
            vars(part)["train"] = MethodType(_stay_asleep, part)  # found before the class's; follows into copies


def _stay_asleep(module: nn.Module, mode: bool = True) -> nn.Module:
    return module
