"""The whole way, small: scenes in, an ordinary timm model out."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import load_file
from torch import Tensor

from training.config import TrainingError
from training.figures.attention import class_attention
from training.image_models import load_image_model
from training.models import export
from training.progress import Step
from training.starter_dino.batches import MultiCrops
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.model import build_model
from training.starter_dino.pixels import read_pixels
from training.starter_dino.recipe import build_method, prepare, train_dino, warm_start


def _train(
    config: StarterDinoConfig, pixels: Tensor, saliency: Tensor | None = None, work: Path | None = None
) -> tuple[Any, list[Step], list[Step]]:
    """The whole recipe: the model, and the steps of both stages."""
    model = build_model(config)
    prepare(config, model, pixels)
    warm = list(warm_start(config, model, pixels, work))
    method = build_method(config, model, guided=saliency is not None)
    steps = list(train_dino(config, method, MultiCrops(config, pixels, saliency), work))
    return method.exported(), warm, steps


def _images(pixels: Tensor) -> Tensor:
    return pixels[:, :, 8:40, 8:40].float() / 127.5 - 1


def test_the_warm_start_learns_which_crops_are_of_one_photo(tiny_config: StarterDinoConfig, pixels: Tensor) -> None:
    _, warm, _ = _train(dataclasses.replace(tiny_config, warm_epochs=20), pixels)
    losses = [step.loss for step in warm]
    assert len(losses) == 40
    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])


def test_dino_does_not_collapse(tiny_config: StarterDinoConfig, pixels: Tensor) -> None:
    model, _, steps = _train(tiny_config, pixels)
    assert len(steps) == 2 * tiny_config.epochs
    assert steps[-1].figures["output_kl"] > 0.2  # photos still differ in what is said of them
    features = torch.nn.functional.normalize(model(_images(pixels)), dim=-1)
    cosines = features @ features.T
    assert float(cosines[~torch.eye(len(cosines), dtype=torch.bool)].mean()) < 0.8


def test_attention_goes_where_saliency_is(tiny_config: StarterDinoConfig, pixels: Tensor) -> None:
    config = dataclasses.replace(tiny_config, turned=0.0, saliency_weight=4.0, epochs=10, learning_rate=3e-3)
    model, _, steps = _train(config, pixels, _light(pixels))
    assert steps[-1].losses["saliency"] < steps[0].losses["saliency"] - 0.1
    maps = class_attention(model, _images(pixels)).mean(dim=1)  # (n, 4, 4)
    light = torch.nn.functional.avg_pool2d(_images(pixels).mean(dim=1, keepdim=True), 8)[:, 0]
    brighter = light > light.mean(dim=(1, 2), keepdim=True)
    assert float((maps * brighter).sum() / maps.sum()) > float(brighter.float().mean()) + 0.1


def _light(pixels: Tensor) -> Tensor:
    """Saliency that follows from the pixels: where a photo is lighter than its mean."""
    light = torch.nn.functional.adaptive_avg_pool2d(pixels.float().mean(dim=1, keepdim=True), 6)[:, 0]
    return torch.where(light > light.mean(dim=(1, 2), keepdim=True), 1.0, -1.0)


def test_an_exported_model_is_plain_timm(tiny_config: StarterDinoConfig, tmp_path: Path) -> None:
    model = build_model(tiny_config)
    export(model, tmp_path, half=True)
    document = json.loads((tmp_path / "timm_config.json").read_text())
    assert document["pooling"] == "token"
    assert document["preprocess"]["image_size_px"] == tiny_config.image_size_px
    plain: Any = timm.create_model(document["architecture"], num_classes=0, **document["model_args"]).eval()
    plain.load_state_dict(load_file(tmp_path / "model.safetensors"))
    images = torch.rand(2, 3, 48, 48)
    ours = load_image_model(tmp_path, any_size=True)
    torch.testing.assert_close(plain(images), ours(images))
    torch.testing.assert_close(plain(images), plain.forward_features(images)[:, 0])


def test_a_stopped_run_goes_on_to_the_same_weights(
    tiny_config: StarterDinoConfig, pixels: Tensor, tmp_path: Path
) -> None:
    model = build_model(tiny_config)
    whole = [step.loss for step in warm_start(tiny_config, model, pixels, tmp_path / "whole")]
    for step in warm_start(tiny_config, build_model(tiny_config), pixels, tmp_path / "parts"):
        if step.step == 3:
            break
    resumed = build_model(tiny_config)
    rest = [step.loss for step in warm_start(tiny_config, resumed, pixels, tmp_path / "parts")]
    assert rest == whole[-len(rest) :]
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(model.parameters(), resumed.parameters(), strict=True))


def test_an_epoch_shows_every_photo_once_and_the_next_in_another_order(
    tiny_config: StarterDinoConfig, pixels: Tensor
) -> None:
    batches = MultiCrops(tiny_config, pixels, _light(pixels))
    first, again, second = (list(batches(epoch)) for epoch in (0, 0, 1))
    assert sorted(int(n) for batch in first for n in batch.groups) == list(range(32))
    assert [view.shape[-1] for view in first[0].views] == [32, 32, 16, 16, 4, 4]
    torch.testing.assert_close(first[0].views[-1].sum(dim=(1, 2)), torch.ones(16))
    assert torch.equal(first[0].views[0], again[0].views[0])
    assert not torch.equal(first[0].groups, second[0].groups)


def test_a_broken_photo_is_named_and_the_rest_is_read(scenes: Path, tmp_path: Path) -> None:
    (broken := tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no photo")
    paths = [broken, *sorted(scenes.iterdir())[:3]]
    pixels, skipped = read_pixels(paths, size_px=20)
    assert pixels.shape == (3, 3, 20, 20)
    assert [item.path for item in skipped] == [broken]
    with pytest.raises(TrainingError, match="fewer than two photos"):
        read_pixels(paths[:2], size_px=20)
