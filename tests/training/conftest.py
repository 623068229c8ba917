"""A model small enough to train in a test, and photos to train it on."""

import json
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save

from resources.scenes import random_scenes, render
from resources.torchvision_ops import import_torchvision
from tests.training.tiny_models import model_cfg, tiny_clip, write_folder
from training.data import CaptionedPhoto, write_manifest
from training.models import create_image_model, export
from training.starter.config import StarterConfig

import_torchvision()  # before any test module imports open_clip

COLOURS = {"red": (200, 30, 30), "green": (30, 160, 40), "blue": (30, 60, 200), "yellow": (230, 210, 40)}


@pytest.fixture
def tiny_config() -> StarterConfig:
    return StarterConfig(
        image_size_px=65,
        embed_dim=32,
        text_width=32,
        text_heads=2,
        context_length=16,
        caption_tokens=12,
        crops_per_photo=1,
        crops_per_label=1,
        crops_per_scene=0,
        scenes=32,
        batch_size=16,
        text_dropout=0.0,
        token_dropout=0.0,
        image_dropout=0.0,
        hidden_dropout=0.0,
        teachers=2,
        head_epochs=2,
        head_learning_rate=3e-3,
        block_epochs=1,
    )


@pytest.fixture
def colour_photos(tmp_path: Path) -> Path:
    """A folder with a manifest: four plain photos, the last of them of split dev, and one broken file."""
    folder = tmp_path / "photos"
    folder.mkdir()
    entries: list[dict[str, object]] = []
    for number, (colour, rgb) in enumerate(COLOURS.items()):
        Image.new("RGB", (40, 30), rgb).save(folder / f"{colour}.png")
        split = "dev" if number == 3 else "train"
        entries.append({"file": f"{colour}.png", "captions": [f"a {colour} wall", f"all is {colour}"], "split": split})
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
    entries.append({"file": "broken.jpg", "captions": ["a broken photo"], "split": "train"})
    (folder / "captions.json").write_text(json.dumps(entries))
    return folder


@pytest.fixture(scope="session")
def scene_manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of 24 rendered scenes, six of them held out."""
    folder = tmp_path_factory.mktemp("scenes")
    photos = []
    for number, scene in enumerate(random_scenes(24, seed=1)):
        render(scene, size_px=(96, 72)).save(folder / f"{number:02d}.jpg", quality=90)
        split = "dev" if number % 4 == 3 else "train"
        photos.append(CaptionedPhoto(folder / f"{number:02d}.jpg", scene.captions, split))
    write_manifest(photos, folder / "photos.jsonl")
    return folder / "photos.jsonl"


@pytest.fixture(scope="session")
def tiny_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an open_clip model to start from."""
    weights = save({name: value.contiguous() for name, value in tiny_clip().state_dict().items()})
    return write_folder(tmp_path_factory.mktemp("models") / "start", model_cfg(), weights)


@pytest.fixture(scope="session")
def tiny_image_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an image tower to start from."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "image-start"
    export(create_image_model("test_vit", model_args={"img_size": 32, "patch_size": 8}), folder)
    return folder
