"""The whole way, small: scenes in, an ordinary open_clip model out; and the starter that ships."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import pytest
import torch
from PIL import Image

from resources.scenes import render, sample_scenes
from training.config import TrainingError
from training.data import Skipped, open_photo, read_manifest
from training.evaluate import Encoder, measure_recall
from training.figures.retrieval import recall
from training.figures.scenes import measure_scenes
from training.starter.__main__ import main
from training.starter.card import model_card
from training.starter.config import StarterConfig
from training.starter.model import WEIGHTS_FILE, build_model, export
from training.starter.recipe import train_model
from training.starter.sources import Source, Views, compute_views, gather_views, render_scenes
from training.starter.text_tower import encode_text

STARTER = Path(__file__).resolve().parents[3] / "resources" / "models" / "starter"
MAX_BYTES = 40_000_000


def _recall_at_5(encoder: Encoder, views: Views) -> float:
    """Each scene by its first caption among all, from the model as it was exported."""
    images = encoder.encode_images([open_photo(photo.path) for photo in views.photos])
    texts = encoder.encode_text([photo.captions[0] for photo in views.photos])
    return recall(images, texts, np.arange(len(images)))["text_to_image"]["recall@5"].value


def test_training_on_scenes_lowers_the_loss_and_raises_recall(tiny_config: StarterConfig, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = build_model(tiny_config)
    export(model, tiny_config, tmp_path / "before")
    sources = [Source("scenes", render_scenes(tiny_config, tmp_path), tiny_config.crops_per_scene)]
    assert list(compute_views(tiny_config, model, sources, tmp_path / "views"))[-1]["done"] == tiny_config.scenes
    views = gather_views(tiny_config, sources, tmp_path / "views")
    longer = StarterConfig(**{**vars(tiny_config), "head_epochs": 16, "block_epochs": 1})
    reports = list(train_model(longer, model, views, tmp_path))
    heads = [report["loss"] for report in reports if report["stage"] == "heads"]
    assert np.mean(heads[-3:]) < 0.6 * np.mean(heads[:2])
    export(model, tiny_config, tmp_path / "after")
    before, after = (_recall_at_5(Encoder(tmp_path / name), views) for name in ("before", "after"))
    assert after > before + 0.2


def test_an_exported_model_is_an_ordinary_one(tiny_config: StarterConfig, tmp_path: Path) -> None:
    model: Any = build_model(tiny_config).eval()
    export(model, tiny_config, tmp_path)
    loaded, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{tmp_path}")
    tokens = open_clip.get_tokenizer(f"local-dir:{tmp_path}")(["a red bicycle"])
    assert tokens.shape == (1, tiny_config.context_length)
    assert preprocess(Image.new("RGB", (300, 100))).shape == (3, 65, 65)
    with torch.no_grad():
        torch.testing.assert_close(loaded.eval().encode_text(tokens), encode_text(model, tokens), rtol=0.01, atol=0.01)


def test_a_wrong_backbone_is_refused_in_words(tiny_config: StarterConfig, tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"no weights")
    with pytest.raises(TrainingError, match="does not fit"):
        build_model(tiny_config, backbone=tmp_path / "weights.safetensors")


def test_a_missing_folder_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["starter", "--photos", "none", "--backbone", "none.safetensors", "--out", "out"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 1
    assert "none" in capsys.readouterr().err


@pytest.fixture(scope="module")
def starter() -> Encoder:
    return Encoder(STARTER)


@pytest.fixture(scope="module")
def gallery(starter: Encoder) -> Any:
    return starter.encode_images([render(scene, size_px=(448, 448)) for scene in sample_scenes()])


@pytest.mark.parametrize(
    ("query", "colour", "subject"),
    [
        ("red bicycle", "red", "bicycle"),
        ("blue car", "blue", "car"),
        ("yellow sailboat", "yellow", "sailboat"),
        ("green tractor", "green", "tractor"),
    ],
)
def test_the_starter_finds_colour_and_object_together(
    starter: Encoder, gallery: Any, query: str, colour: str, subject: str
) -> None:
    best = list(sample_scenes())[int((gallery @ starter.encode_text([query])[0]).argmax())]
    assert (best.colour, best.subject) == (colour, subject)


def test_the_starter_finds_nearly_every_colour_and_object(starter: Encoder) -> None:
    figures = measure_scenes(starter)
    assert figures["caption"]["wrong"] == []
    assert figures["colour_subject"]["right_first"] >= 0.9


def test_the_starter_is_small_half_precision_and_has_its_card() -> None:
    assert sum(path.stat().st_size for path in STARTER.iterdir()) <= MAX_BYTES
    from safetensors import safe_open

    with safe_open(STARTER / WEIGHTS_FILE, framework="pt") as weights:
        kinds = {weights.get_slice(name).get_dtype() for name in weights.keys()}  # noqa: SIM118  (no mapping)
    assert kinds <= {"F16", "I64"}
    card = (STARTER / "README.md").read_text("utf-8")
    for word in ("non-commercial", "Flickr8k", "104342d2d3480b3e66203073dac24f4e2dbb4c41", "Apache-2.0", "recall@10"):
        assert word in card


def test_the_card_holds_the_measured_figures() -> None:
    figures = json.loads((STARTER / "figures.json").read_text("utf-8"))
    config = StarterConfig(**json.loads((STARTER / "run.json").read_text("utf-8")))
    assert model_card(config, figures) == (STARTER / "README.md").read_text("utf-8")


@pytest.mark.photos
def test_the_starter_finds_photos_by_their_captions(starter: Encoder, photos_dir: Path) -> None:
    """A gallery of 200, so that it is quick; the card has the figures on all."""
    photos = read_manifest(photos_dir / "captioned-square", split="dev")[:200]
    skipped: list[Skipped] = []
    figures = measure_recall(starter, photos, skipped)
    assert figures["photos"] == 200
    assert figures["text_to_image"]["recall@10"].value >= 0.7
    assert skipped == []
