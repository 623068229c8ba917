import hashlib
from pathlib import Path

import numpy as np
from PIL import Image

from tests.stand_ins import COLOURS, ColourEncoder, make_photo, make_photos


def test_every_colour_word_finds_its_own_photo(tmp_path: Path) -> None:
    encoder = ColourEncoder()
    pictures = [Image.open(make_photo(tmp_path / f"{colour}.jpg", colour)).convert("RGB") for colour in COLOURS]
    images = encoder.encode_image(np.stack([encoder.preprocess(picture) for picture in pictures]))
    texts = encoder.encode_text([f"a {colour} thing" for colour in COLOURS])
    assert (images @ texts.T).argmax(axis=1).tolist() == list(range(len(COLOURS)))
    assert np.allclose(np.linalg.norm(images, axis=1), 1, atol=1e-5)
    assert (encoder.preprocessed, encoder.images_encoded, encoder.texts_encoded) == (16, 16, 16)


def test_photos_of_different_seeds_are_different_files(tmp_path: Path) -> None:
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in make_photos(tmp_path, 300)}
    assert len(hashes) == 300
