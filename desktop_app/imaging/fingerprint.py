"""What the bytes and the pixels of a photo are known by."""

import hashlib

import numpy as np
from PIL import Image


def hash_content(data: bytes) -> str:
    """BLAKE2b of 20 bytes, as 40 hex digits."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def summarise(image: Image.Image) -> tuple[int, int]:
    """(mean colour as 0xRRGGBB, 64-bit dHash) of an upright RGB image.

    The dHash (Krawetz 2013) compares neighbours in the rows of the picture in 9 × 8 greys, the top left pair first.
    """
    small = image.resize((72, 64), Image.Resampling.BOX, reducing_gap=1.0)
    red, green, blue = (round(channel) for channel in np.asarray(small).reshape(-1, 3).mean(axis=0))
    grey = np.asarray(small.convert("L").resize((9, 8), Image.Resampling.BOX))
    bits = np.packbits(grey[:, 1:] > grey[:, :-1])
    return (red << 16) | (green << 8) | blue, int.from_bytes(bits.tobytes(), "big")
