"""The model that ships."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from resources.scenes import random_scenes, render, sample_scenes
from training.config import TrainingError, read_config
from training.figures.attention import class_attention
from training.image_models import load_image_model
from training.starter_dino.backbone import Backbone
from training.starter_dino.card import interval, model_card
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.figures import measure_attention, measure_copies, measure_scenes, similarity

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "models" / "starter-dino"
MAX_BYTES = 15_000_000
NAMES = ("model", "phash", "stem", "random_blocks", "untrained")


@pytest.fixture(scope="module")
def model() -> Any:
    return load_image_model(SHIPPED, any_size=True)


@pytest.fixture(scope="module")
def images() -> list[Image.Image]:
    return [render(scene, size_px=(160, 120)) for scene in random_scenes(6, seed=11)]


@pytest.fixture(scope="module")
def copies(images: list[Image.Image], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies")
    for number, image in enumerate(images):
        edits = {"base": image, "half": image.resize((80, 60)), "hflip": ImageOps.mirror(image)}
        for edit, edited in edits.items():
            edited.save(folder / f"{number}__{edit}.png")
    return folder


def test_it_is_small_and_says_what_it_is() -> None:
    assert (SHIPPED / "model.safetensors").stat().st_size <= MAX_BYTES
    document = json.loads((SHIPPED / "timm_config.json").read_text())
    assert document.keys() == {"architecture", "model_args", "preprocess", "pooling"}
    config = read_config(SHIPPED / "run.json", StarterDinoConfig)
    assert document["preprocess"]["image_size_px"] == config.image_size_px


def test_the_card_has_the_figures_of_the_file_beside_it() -> None:
    figures = json.loads((SHIPPED / "figures.json").read_text())
    card = (SHIPPED / "README.md").read_text("utf-8")
    assert card == model_card(read_config(SHIPPED / "run.json", StarterDinoConfig), figures)
    assert interval(figures["copies"]["model"]["recall"]) in card
    assert figures["bytes"] == (SHIPPED / "model.safetensors").stat().st_size


def test_it_reaches_its_bars() -> None:
    figures = json.loads((SHIPPED / "figures.json").read_text())
    for copies in (figures["copies"], figures["made_copies"]):
        recall = {name: copies[name]["recall"]["value"] for name in NAMES}
        assert recall["model"] > max(recall[name] for name in ("phash", "untrained", "random_blocks"))
    assert figures["copies"]["model"]["recall"]["value"] >= 0.5


def test_its_attention_follows_objects_and_not_borders() -> None:
    figures = json.loads((SHIPPED / "figures.json").read_text())
    assert figures["scenes"]["model"]["attention_over_area"]["low"] > 1.5
    for found in figures["attention"].values():
        assert found["border_share"]["high"] < found["border_area"]
        assert found["salient_share"]["low"] > 1.5 * found["salient_area"]


def test_the_same_photo_gets_the_same_embedding(model: Any, images: list[Image.Image]) -> None:
    again = load_image_model(SHIPPED, any_size=True)
    assert np.array_equal(similarity(model, images), similarity(again, images))


def test_copies_of_a_scene_are_nearer_than_other_scenes(model: Any, copies: Path) -> None:
    files = sorted(copies.iterdir())
    matrix = similarity(model, [Image.open(path) for path in files])
    np.fill_diagonal(matrix, -1)
    nearest = matrix.argmax(axis=1)
    right = [files[at].name[0] == path.name[0] for at, path in zip(nearest, files, strict=True)]
    assert sum(right) >= 16  # of 18


def test_copies_are_measured_against_phash_and_the_untrained_net(model: Any, copies: Path, tmp_path: Path) -> None:
    config = read_config(SHIPPED / "run.json", StarterDinoConfig)
    figures = measure_copies(model, config, copies)
    assert (figures["groups"], figures["photos"], figures["model"]["pairs"]) == (6, 18, 18)
    assert list(figures["edits"]) == ["base", "half", "hflip"]
    assert all(0 <= figures[name]["recall"]["value"] <= 1 for name in NAMES)
    with pytest.raises(TrainingError, match="BASE__EDIT"):
        measure_copies(model, config, tmp_path)


def test_maps_are_fourteen_by_fourteen_at_224(model: Any, weights: Path, copies: Path) -> None:
    maps = class_attention(model, torch.randn(1, 3, 224, 224))
    assert maps.shape == (1, 4, 14, 14)
    measured = measure_attention(model, Backbone(weights), sorted(copies.iterdir())[:3])
    assert measured["photos"] == 3
    assert measured["border_area"] == pytest.approx(52 / 196)
    assert measured["salient_area"] == pytest.approx(49 / 196)


def test_its_attention_is_on_the_subject_of_a_scene(model: Any) -> None:
    measured = measure_scenes(model, list(sample_scenes())[:12])
    assert measured["attention_over_area"]["value"] > 1.3
