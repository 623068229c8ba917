"""The N × N matrix of similarities between captions and photos, and its picture: bright along the diagonal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.figures.retrieval import Matrix, ranks

_RAMP = ((14, 18, 48), (38, 62, 122), (38, 128, 142), (120, 190, 110), (250, 238, 150))  # brightness rises all along
_MARGIN_PX = 22
_INK = (70, 70, 70)


@dataclass(frozen=True)
class MatrixSummary:
    """What the matrix of N pairs shows at a glance."""

    pairs: int
    diagonal: float  # mean similarity of a caption and its own photo
    rest: float | None  # mean similarity to the other photos; None where there are none
    largest_on_diagonal: float  # share of captions to which no other photo is as similar as their own


def similarity_matrix(text_features: Matrix, image_features: Matrix) -> Matrix:
    """(n, d) and (n, d), both L2-normalised, row i of each one pair → (n, n) cosines, a row a caption."""
    return np.asarray(text_features @ image_features.T, dtype=np.float32)


def summarise(matrix: Matrix) -> MatrixSummary:
    """The summary of (n, n), n ≥ 1."""
    own = np.eye(len(matrix), dtype=np.bool_)
    return MatrixSummary(
        pairs=len(matrix),
        diagonal=float(matrix[own].mean()),
        rest=float(matrix[~own].mean()) if len(matrix) > 1 else None,
        largest_on_diagonal=float((ranks(matrix, own) == 0).mean()),
    )


def colours(values: Matrix) -> NDArray[np.uint8]:
    """Values from 0 to 1, of any shape, to colours (…, 3)."""
    stops = np.linspace(0, 1, len(_RAMP))
    channels = [np.interp(values, stops, channel) for channel in zip(*_RAMP, strict=True)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def picture(matrix: Matrix, *, limits: tuple[float, float] | None = None, size_px: int = 480) -> Image.Image:
    """A heat map of (n, n) with its scale: captions downwards, photos to the right.

    Args:
        limits: what is darkest, with all below it, and what is brightest, with all above it. Without them the median
            and the highest similarity of this matrix; two pictures to compare need the same limits.
    """
    low, high = limits or (float(np.median(matrix)), float(matrix.max()))
    cells = Image.fromarray(colours(np.clip((matrix - low) / max(high - low, 1e-6), 0, 1)))
    fit = Image.Resampling.NEAREST if len(matrix) <= size_px else Image.Resampling.BOX
    canvas = Image.new("RGB", (size_px + 2 * _MARGIN_PX, size_px + 4 * _MARGIN_PX), "white")
    canvas.paste(cells.resize((size_px, size_px), fit), (_MARGIN_PX, _MARGIN_PX))
    scale_top = size_px + 2 * _MARGIN_PX
    scale = Image.fromarray(colours(np.linspace(0, 1, size_px, dtype=np.float32)[None]))
    canvas.paste(scale.resize((size_px, _MARGIN_PX // 2), Image.Resampling.NEAREST), (_MARGIN_PX, scale_top))
    _label(canvas, low, high, scale_top + _MARGIN_PX // 2 + 4)
    return canvas


def _label(canvas: Image.Image, low: float, high: float, below_px: int) -> None:
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(12)
    left, right, middle = _MARGIN_PX, canvas.width - _MARGIN_PX, canvas.width // 2
    draw.text((middle, 4), "photos", _INK, font, anchor="ma")
    for at, text, anchor in (
        (left, f"{low:.2f} or less", "la"),
        (middle, "similarity", "ma"),
        (right, f"{high:.2f}", "ra"),
    ):
        draw.text((at, below_px), text, _INK, font, anchor=anchor)
    upright = Image.new("RGB", (80, 16), "white")
    ImageDraw.Draw(upright).text((40, 0), "captions", _INK, font, anchor="ma")
    turned = upright.rotate(90, expand=True)
    canvas.paste(turned, (3, (canvas.height - 3 * _MARGIN_PX - turned.height) // 2))
