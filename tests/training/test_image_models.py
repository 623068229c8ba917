import json
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save_file

from tests.training.tiny_models import pixels
from training.config import TrainingError
from training.image_models import create_image_model
from training.models import Preprocessing, export, load_image_model, load_start, preprocessing_of, tokenizer_of

TINY = {"img_size": 32, "patch_size": 8, "embed_dim": 24, "depth": 2, "num_heads": 3}
GREY = Preprocessing(32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25), resize_mode="squash")


def _vit(**more: Any) -> Any:
    torch.manual_seed(0)
    return create_image_model("vit_tiny_patch16_224", model_args=TINY, preprocessing=GREY, **more)


@pytest.mark.parametrize("half", [False, True])
def test_what_is_exported_is_loaded_again(tmp_path: Path, *, half: bool) -> None:
    model = _vit()
    export(model, tmp_path, half=half)
    document = json.loads((tmp_path / "timm_config.json").read_text())
    assert document["architecture"] == "vit_tiny_patch16_224"
    assert document["model_args"] == TINY
    assert document["preprocess"] == {
        "image_size_px": 32,
        "mean": [0.5, 0.5, 0.5],
        "std": [0.25, 0.25, 0.25],
        "interpolation": "bicubic",
        "resize_mode": "squash",
    }
    for again in (load_image_model(tmp_path), load_start(tmp_path, method="simclr")):
        off = 0.02 if half else 0.0
        torch.testing.assert_close(again(pixels()), model(pixels()), atol=off, rtol=off)
        assert preprocessing_of(again) == GREY
        assert not again.training


def test_timm_alone_can_load_the_folder(tmp_path: Path) -> None:
    model = _vit()
    export(model, tmp_path)
    document = json.loads((tmp_path / "timm_config.json").read_text())
    plain = timm.create_model(document["architecture"], num_classes=0, **document["model_args"])
    timm.models.load_checkpoint(plain, str(tmp_path / "model.safetensors"))
    assert torch.equal(plain.eval()(pixels()), model(pixels()))


def test_multi_crop_may_have_any_size() -> None:
    assert _vit(any_size=True)(pixels(size_px=16)).shape == (2, 24)
    with pytest.raises(AssertionError):
        _vit()(pixels(size_px=16))
    for name in ("test_vit", "test_efficientnet"):  # convolutions are not told
        assert load_start(name, method="dino")(pixels(size_px=96)).ndim == 2


def test_a_folder_becomes_fit_for_multi_crop(tmp_path: Path) -> None:
    export(_vit(), tmp_path)
    assert load_start(tmp_path, method="dino")(pixels(size_px=16)).shape == (2, 24)


def test_preprocessing_is_what_timm_says() -> None:
    said: Any = timm.get_pretrained_cfg("test_efficientnet")
    preprocessing = preprocessing_of(load_start("test_efficientnet", method="simclr"))
    assert (preprocessing.mean, preprocessing.image_size_px) == (said.mean, said.input_size[-1])
    sized = create_image_model("test_vit", model_args={"img_size": 64})
    assert preprocessing_of(sized).image_size_px == 64


def test_a_checkpoint_with_a_classifier_is_a_start(tmp_path: Path) -> None:
    torch.manual_seed(3)
    classifier: Any = timm.create_model("test_vit").eval()
    save_file(classifier.state_dict(), tmp_path / "test_vit.safetensors")
    model = load_start(tmp_path / "test_vit.safetensors", method="dino", architecture="test_vit")
    x = pixels(size_px=160)
    expected = classifier.forward_head(classifier.forward_features(x), pre_logits=True)
    assert torch.equal(model(x), expected)


def _refusal(folder: Path, **more: str) -> str:
    with pytest.raises(TrainingError) as caught:
        load_start(folder, **{"method": "dino", **more})
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_does_not_fit_is_said_in_one_sentence(tmp_path: Path) -> None:
    export(_vit(), tmp_path)
    assert "no text tower" in _refusal(tmp_path, method="clip")
    config = tmp_path / "timm_config.json"
    good = json.loads(config.read_text())
    for changed, expected in (
        ({"model_args": {**TINY, "depth": 3}}, "another architecture"),
        ({"model_args": {**TINY, "embed_dim": 48}}, "another architecture"),
        ({"model_args": {**TINY, "no_such": 1}}, "no_such"),
        ({"model_args": {**TINY, "checkpoint_path": "somewhere.pt"}}, "leave out checkpoint_path"),
        ({"model_args": 3}, "does not describe"),
        ({"architecture": "hf-hub:someone/model"}, "timm knows no"),
        ({"preprocess": {"mean": [0.5]}}, "does not describe"),
    ):
        config.write_text(json.dumps({**good, **changed}))
        assert expected in _refusal(tmp_path)
    config.write_text("{")
    assert "cannot be read" in _refusal(tmp_path)
    config.write_text(json.dumps(good))
    (tmp_path / "model.safetensors").unlink()
    assert "there is no file" in _refusal(tmp_path)


def test_an_image_tower_has_no_tokenizer() -> None:
    with pytest.raises(TrainingError, match="no text tower"):
        tokenizer_of(_vit())
