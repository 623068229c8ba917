"""A picture to what a model takes, by open_clip's recipe, at a sixth of its cost where the processor has AVX2.

torch resizes bytes with vector instructions, Pillow pixel by pixel; both by the same filters, with results at most two
levels of 255 apart (`tests/encoders/test_pixels.py`). It runs on the calling thread alone, as reading threads need.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from desktop_app.encoders.pixel_view import pixels_of

Preprocess = Callable[[Image.Image], NDArray[np.float32]]
"""An upright picture to float32 [3, H, W]."""


class Pixels:
    """`shortest`: the shorter edge becomes `size_px` and the middle is kept; else the whole picture is squeezed."""

    def __init__(
        self, size_px: int, mean: Sequence[float], std: Sequence[float], *, interpolation: str, shortest: bool
    ) -> None:
        self._size_px = size_px
        self._interpolation = interpolation
        self._shortest = shortest
        spread = np.asarray(std, np.float64)
        self._scale = (1 / (255 * spread)).astype(np.float32).reshape(3, 1, 1)
        self._shift = (np.asarray(mean, np.float64) / spread).astype(np.float32).reshape(3, 1, 1)

    def __call__(self, image: Image.Image) -> NDArray[np.float32]:
        edge = self._size_px
        width, height = self._resized(image.width, image.height) if self._shortest else (edge, edge)
        # Height, width, colour in memory is what torch calls channels last; for it alone there is the fast kernel.
        pixels = torch.from_numpy(pixels_of(image if image.mode == "RGB" else image.convert("RGB")))
        resized = torch.nn.functional.interpolate(
            pixels.permute(2, 0, 1)[None], size=(height, width), mode=self._interpolation, antialias=True
        )
        left, top = round((width - edge) / 2), round((height - edge) / 2)
        square = resized[0, :3, top : top + edge, left : left + edge].numpy()
        inputs: NDArray[np.float32] = np.multiply(square, self._scale, dtype=np.float32, order="C")
        inputs -= self._shift
        return inputs

    def _resized(self, width: int, height: int) -> tuple[int, int]:
        edge = self._size_px
        if width <= height:
            return edge, int(edge * height / width)
        return int(edge * width / height), edge


def preprocess_of(config: Any, transform: Callable[[Image.Image], torch.Tensor]) -> Preprocess:
    """What does what open_clip's `transform` does, faster if it can; `config` is its `PreprocessCfg`, or a dict."""
    fast = _fast(config)
    return fast if fast is not None else lambda image: transform(image).numpy()


def _fast(config: Any) -> Pixels | None:
    facts = config if isinstance(config, dict) else vars(config)
    size, mean, std = (facts.get(name) for name in ("size", "mean", "std"))
    edges = (size, size) if isinstance(size, int) else tuple(size or ())
    interpolation, resize_mode = facts.get("interpolation"), facts.get("resize_mode")
    if len(edges) != 2 or edges[0] != edges[1] or mean is None or std is None:
        return None
    if interpolation not in ("bicubic", "bilinear") or resize_mode not in ("shortest", "squash"):
        return None
    if not torch.backends.cpu.get_cpu_capability().startswith("AVX"):
        return None
    return Pixels(edges[0], mean, std, interpolation=interpolation, shortest=resize_mode == "shortest")
