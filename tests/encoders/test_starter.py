import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.clip import load_encoder
from desktop_app.search.query import query_vector

PHOTOS = 60


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> ImageTextEncoder:
    catalog = ModelCatalog(tmp_path_factory.mktemp("models"))
    spec = catalog.get("starter")
    if not spec.installed:
        pytest.skip("resources/models/starter has no weights in this checkout")
    return load_encoder(spec, catalog, device="cpu", full_precision=True)


@pytest.mark.photos
def test_the_starter_finds_photos_by_their_captions(starter: ImageTextEncoder, photos_dir: Path) -> None:
    captioned = json.loads((photos_dir / "captioned" / "captions.json").read_text())
    some = captioned[:: len(captioned) // PHOTOS][:PHOTOS]
    pictures = [Image.open(photos_dir / "captioned" / photo["file"]).convert("RGB") for photo in some]
    images = starter.encode_image(np.stack([starter.preprocess(picture) for picture in pictures]))
    texts = starter.encode_text([photo["captions"][0] for photo in some])
    ranks = [
        int((images @ query_vector(text=text) > images[row] @ query_vector(text=text)).sum())
        for row, text in enumerate(texts)
    ]
    assert np.mean(np.array(ranks) < 5) > 0.6  # by chance 0.08


def test_the_starter_knows_words_that_mean_the_same(starter: ImageTextEncoder) -> None:
    features = starter.encode_text(["a dog", "a dog runs", "a bicycle"])
    assert features[0] @ features[1] > features[0] @ features[2]
