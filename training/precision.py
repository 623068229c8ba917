"""On what a run computes, and in how many bits."""

import contextlib
from dataclasses import dataclass
from typing import Literal

import torch

from training.config import TrainingError

Bits = Literal["auto", "bf16", "fp16", "fp32"]
_HALVES = {"bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Precision:
    """Of matrix products and convolutions; weights, sums and losses stay in float32."""

    bits: Literal["bf16", "fp16", "fp32"] = "fp32"
    device: str = "cpu"  # its kind

    def autocast(self) -> contextlib.AbstractContextManager[object]:
        if self.bits == "fp32":
            return contextlib.nullcontext()
        return torch.autocast(self.device, _HALVES[self.bits])

    def scaler(self) -> torch.amp.GradScaler | None:
        """Float16 needs one: small gradients would be zero in its five bits of exponent."""
        return torch.amp.GradScaler(self.device) if self.bits == "fp16" else None


FLOAT32 = Precision()


def choose_device(wanted: str, *, local_rank: int = 0) -> torch.device:
    """`wanted`: "auto" is this process's graphics card where there is one, else the processor.

    Raises:
        TrainingError: there is no such device on this machine.
    """
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise TrainingError(f"there is no device “{wanted}”: take “auto”, “cpu” or “cuda”") from error
    if device.type == "cuda":
        if wanted == "cuda":
            device = torch.device("cuda", local_rank)
        if device.index >= torch.cuda.device_count():
            raise TrainingError(f"this machine has no graphics card “{device}” that torch can use: take device “cpu”")
    return device


def choose_precision(wanted: Bits, device: torch.device) -> Precision:
    """What the device computes fast and well: bf16 on graphics cards that have it, fp16 on older ones with units for it
    (since Volta), else fp32.

    On processors bf16 is left to those who ask for it: where its instructions are missing it is many times slower.

    Raises:
        TrainingError: float16 without a graphics card.
    """
    on_card = device.type == "cuda"
    if wanted == "fp16" and not on_card:
        raise TrainingError("fp16 needs a graphics card: take precision “auto”, “bf16” or “fp32”")
    if wanted != "auto":
        return Precision(wanted, device.type)
    if on_card and torch.cuda.is_bf16_supported(including_emulation=False):
        return Precision("bf16", device.type)
    has_units = on_card and torch.cuda.get_device_capability(device) >= (7, 0)
    return Precision("fp16" if has_units else "fp32", device.type)
