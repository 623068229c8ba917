"""Chooses the number type in which an image tower runs: half precision where it is faster here and agrees."""

import copy
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from desktop_app.encoders.device import is_out_of_memory

AGREEMENT = 0.999
"""Lowest cosine between the embeddings of both precisions: stricter than `desktop_app.encoders.agreement`, since few
pictures are compared here."""
GAIN = 1.3
"""How many times faster half precision must be on a processor to be worth its rounding."""
_PICTURES = 4
_HOPELESS = 4
"""How many times slower on one picture half precision need not be looked at any further."""
_HALF = {"cuda": torch.float16, "mps": torch.float16, "xpu": torch.float16, "cpu": torch.bfloat16}
_chosen: dict[tuple[str, str], torch.dtype] = {}


def memory_format(kind: str) -> torch.memory_format:
    """How pictures lie in memory.

    Channels last makes convolutions several times faster on processors (MobileNetV2: 120 to 22 ms a photo) and changes
    nothing for transformers. Apple's backend is left alone: it has had wrong results with it.
    """
    return torch.channels_last if kind in {"cpu", "cuda"} else torch.contiguous_format


class Comparison(NamedTuple):
    """Seconds for the same pictures, and the lowest cosine between the embeddings."""

    full_s: float
    half_s: float
    agreement: float


class Chosen(NamedTuple):
    """The tower to use, and the type of its inputs. `was_measured`: anew, and worth remembering."""

    tower: nn.Module
    dtype: torch.dtype
    was_measured: bool = False


def choose_precision(
    tower: nn.Module,
    *,
    kind: str,
    image_size_px: int,
    name: str,
    photos: NDArray[np.float32] | None = None,
    known: bool | None = None,
) -> Chosen:
    """`tower`, which is float32 on the device `kind`, or a half-precision copy of it.

    Half precision is taken where its embeddings agree and, on a processor, where it was measured to be faster (bfloat16
    without hardware for it is many times slower). `photos`, float32 [N, 3, H, W], are what is compared, else noise.
    `known` is what was found before; what is found is remembered for `name` while the program runs.
    """
    if known is None and (remembered := _chosen.get((name, kind))) is not None:
        known = remembered != torch.float32
    if known is not None:
        dtype = _HALF[kind] if known else torch.float32
        return Chosen(tower.to(dtype), dtype)
    if kind == "cpu" and not may_have_bfloat16():
        return Chosen(tower, torch.float32)
    try:
        half = copy.deepcopy(tower).to(_HALF[kind])
        found = compare(tower, half, kind=kind, image_size_px=image_size_px, photos=photos)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return Chosen(tower, torch.float32)  # no room for two towers; asked again the next time
    gains = kind != "cpu" or found.full_s >= GAIN * found.half_s
    dtype = _HALF[kind] if gains and found.agreement >= AGREEMENT else torch.float32
    _chosen[name, kind] = dtype
    return Chosen(tower if dtype == torch.float32 else half, dtype, was_measured=True)


def may_have_bfloat16() -> bool:
    """Whether the processor may compute in bfloat16; true where the system does not tell."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return True
    flags = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.MULTILINE)
    return flags is None or not {"avx512_bf16", "amx_bf16", "bf16", "avx_ne_convert"}.isdisjoint(flags[1].split())


@torch.inference_mode()
def compare(
    full: nn.Module, half: nn.Module, *, kind: str, image_size_px: int, photos: NDArray[np.float32] | None = None
) -> Comparison:
    """Runs the same pictures through both. A hopelessly slow half precision is noticed on the first picture, unless
    something else may have held that up: the second time says it then."""
    shape = (_PICTURES, 3, image_size_px, image_size_px)
    pictures = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    if photos is not None and len(photos):
        real = torch.from_numpy(np.array(photos[:_PICTURES], np.float32))
        pictures[: len(real)] = real
    pictures = pictures.to(kind, memory_format=memory_format(kind))
    small = pictures.to(next(half.parameters()).dtype)
    _timed(full, pictures[:1])
    one_full, _ = _timed(full, pictures[:1])
    one_half, _ = _timed(half, small[:1])
    if kind == "cpu" and one_half > _HOPELESS * one_full:
        one_half = min(one_half, _timed(half, small[:1])[0])
        if one_half > _HOPELESS * one_full:
            return Comparison(one_full, one_half, 0.0)
    full_s, expected = min((_timed(full, pictures) for _ in range(2)), key=lambda timed: timed[0])
    half_s, found = min((_timed(half, small) for _ in range(2)), key=lambda timed: timed[0])
    cosines = torch.cosine_similarity(expected.float(), found.float(), dim=-1)
    return Comparison(full_s, half_s, float(cosines.nan_to_num(0.0).min()))


def _timed(tower: nn.Module, pictures: Tensor) -> tuple[float, Tensor]:
    started = time.perf_counter()
    features: Any = tower(pictures)
    if isinstance(features, tuple):  # CoCa gives its tokens too
        features = features[0]
    features = features.cpu()  # also waits for the device
    return time.perf_counter() - started, features
