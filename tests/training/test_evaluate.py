import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save

from tests.training.tiny_models import VIT, model_cfg, tiny_clip, write_folder
from training.config import TrainingError
from training.evaluate import evaluate, main, open_model, to_json
from training.figures.encoder import Encoder
from training.figures.intervals import Interval
from training.figures.scenes import keywords
from training.models import create_image_model, export

SQUASHED = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5), "resize_mode": "squash"}


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    return write_folder(folder, model_cfg(VIT), save(tiny_clip().state_dict()), **SQUASHED)


@pytest.fixture
def photos(colour_photos: Path) -> Path:
    colour_photos.rename(colour_photos.with_name("captioned-square"))
    return colour_photos.parent


def test_keywords_leave_little_words_out() -> None:
    assert keywords("A red bicycle leaning against a brick wall.") == "red bicycle leaning against brick wall"


def test_intervals_are_json() -> None:
    assert json.loads(to_json({"x": Interval(0.5, 0.4, 0.6)})) == {"x": {"value": 0.5, "low": 0.4, "high": 0.6}}


def test_features_are_of_length_one_and_do_not_depend_on_the_batch(model_folder: Path) -> None:
    encoder = Encoder(model_folder)
    images = [Image.new("RGB", (40, 30), (50 * n, 100, 200 - 40 * n)) for n in range(5)]
    together, alone = encoder.encode_images(images), encoder.encode_images(images, batch_size=1)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(together, alone, atol=1e-5)
    texts = ["a dog", "a cat", "a house"]
    np.testing.assert_allclose(encoder.encode_text(texts), encoder.encode_text(texts, batch_size=1), atol=1e-5)


def test_the_command_prints_one_document_and_draws_the_pairs(
    model_folder: Path, photos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = photos / "pairs.png"
    arguments = ["--photos", str(photos), "--split", "train", "--figures", "retrieval,similarity", "--picture", drawn]
    monkeypatch.setattr(sys, "argv", ["evaluate", str(model_folder), *map(str, arguments)])
    assert main() == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.err == ""
    assert list(document) == ["model", "split", "retrieval", "similarity", "skipped"]
    assert document["retrieval"]["photos"] == 3
    assert [item["file"] for item in document["skipped"]] == ["broken.jpg"]
    with Image.open(drawn) as image:
        assert image.format == "PNG"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "none"], "no photos of split none"),
        (["--figures", "beauty"], "there is no figure beauty"),
        (["--figures", "zero_shot"], "labels.json"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    model_folder: Path,
    photos: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate", str(model_folder), "--photos", str(photos), *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    printed = capsys.readouterr()
    assert exit_.value.code == 1
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.count("\n") == 1


def test_a_folder_without_a_model_is_refused(photos: Path) -> None:
    with pytest.raises(TrainingError, match="cannot load captioned-square"):
        evaluate(photos / "captioned-square", photos)


def test_an_image_tower_alone_is_loaded_as_such(tmp_path: Path) -> None:
    size = {"img_size": 32, "patch_size": 16, "embed_dim": 24, "depth": 1, "num_heads": 2}
    export(create_image_model("vit_tiny_patch16_224", model_args=size), tmp_path / "tower")
    encoder = open_model(tmp_path / "tower")
    assert not isinstance(encoder, Encoder)
    assert encoder.encode_images([Image.new("RGB", (40, 30), "red")]).shape == (1, 24)
