"""What the bytes and the pixels of a photo are known by."""

import hashlib

import numpy as np
from PIL import Image

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def hash_content(data: bytes) -> str:
    """BLAKE2b of 20 bytes, as 40 hex digits."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def summarise(image: Image.Image) -> tuple[int, int]:
    """(mean colour as 0xRRGGBB, 64-bit dHash) of an upright RGB image.

    The dHash (Krawetz 2013) compares neighbours in the rows of the picture in 9 × 8 greys, the top left pair first.
    """
    small = image.resize((72, 64), Image.Resampling.BOX, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32)
    red, green, blue = (round(float(channel)) for channel in pixels.mean(axis=(0, 1)))
    grey = (pixels @ _LUMA).reshape(8, 8, 9, 8).mean(axis=(1, 3))  # not rounded: flat parts keep their order
    bits = np.packbits(grey[:, 1:] > grey[:, :-1])
    return (red << 16) | (green << 8) | blue, int.from_bytes(bits.tobytes(), "big")
