import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from desktop_app.encoders.base import AttentiveEncoder
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.encoders.dino import load_image_encoder
from resources.scenes import render, sample_scenes


@pytest.fixture(scope="module")
def starter_dino(tmp_path_factory: pytest.TempPathFactory) -> AttentiveEncoder:
    catalog = ModelCatalog(tmp_path_factory.mktemp("models"))
    spec = catalog.get("starter-dino")
    if not spec.installed:
        pytest.skip("resources/models/starter-dino has no weights in this checkout")
    return load_image_encoder(spec, catalog, device="cpu", full_precision=True)


@pytest.mark.photos
def test_it_finds_copies_and_hardly_anything_else(starter_dino: AttentiveEncoder, photos_dir: Path) -> None:
    files = sorted(path for path in (photos_dir / "neardup" / "copies").iterdir() if "__" in path.name)
    pictures = [ImageOps.exif_transpose(Image.open(path)).convert("RGB") for path in files]
    features = starter_dino.encode_image(np.stack([starter_dino.preprocess(picture) for picture in pictures]))
    names = np.array([path.name.split("__")[0] for path in files])
    one, other = np.triu_indices(len(files), k=1)
    similarities, copies = (features @ features.T)[one, other], (names[:, None] == names)[one, other]
    found = copies[np.argsort(-similarities)].cumsum()
    precise = found / np.arange(1, len(found) + 1) >= 0.99
    assert found[precise].max() / copies.sum() >= 0.6


def test_it_looks_at_what_stands_out(starter_dino: AttentiveEncoder) -> None:
    scene = next(scene for scene in sample_scenes() if scene.subject == "dog")
    picture = render(scene, size_px=(224, 224))
    recoloured = render(dataclasses.replace(scene, colour="blue"), size_px=(224, 224))
    before, after = (np.asarray(image, dtype=np.float32) for image in (picture, recoloured))
    changed = np.abs(before - after).max(axis=2) > 24  # where the dog is
    maps = starter_dino.attention_maps(picture)
    assert maps.shape == (4, 14, 14)
    dog = changed.reshape(14, 16, 14, 16).mean(axis=(1, 3))
    assert (maps.mean(axis=0) * dog).sum() / maps.mean(axis=0).sum() > 1.5 * dog.mean()
