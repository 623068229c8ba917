"""The whole way, small: scenes in, an ordinary timm model out."""

import dataclasses
import json
import math
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
from training.starter_dino.backbone import Backbone
from training.starter_dino.batches import MultiCrops, SeenCrops
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.pixels import read_pixels
from training.starter_dino.recipe import Training


def _images(pixels: Tensor) -> Tensor:
    return pixels[:, :, 4:68, 4:68].float() / 127.5 - 1


def test_class_tokens_learn_which_crops_are_of_one_photo(
    tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor
) -> None:
    steps = list(Training(dataclasses.replace(tiny_config, epochs=12), backbone, pixels).steps())
    losses = [step.losses["copies"] for step in steps]
    assert len(losses) == 24
    assert sum(losses[-5:]) < 0.9 * sum(losses[:5])


def test_dino_does_not_collapse(tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor) -> None:
    training = Training(dataclasses.replace(tiny_config, copy_weight=0.0), backbone, pixels)
    steps = list(training.steps())
    assert len(steps) == 2 * tiny_config.epochs
    assert steps[-1].figures["output_kl"] > 0.1  # photos still differ in what is said of them
    assert steps[-1].figures["mean_entropy"] > 1.0  # and many outputs are used
    features = torch.nn.functional.normalize(training.model()(_images(pixels)), dim=-1).detach()
    cosines = features @ features.T
    assert float(cosines[~torch.eye(len(cosines), dtype=torch.bool)].mean()) < 0.8


def test_attention_goes_where_saliency_is(
    tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saliency is here how strong a token's first channel is, whatever the network that has learnt nothing finds."""
    monkeypatch.setattr(backbone, "saliency", lambda tokens: _standardised(tokens[:, 0]))
    config = dataclasses.replace(
        tiny_config, saliency_weight=4.0, copy_weight=0.0, epochs=4, learning_rate=3e-3, teacher_momentum=0.8
    )
    training = Training(config, backbone, pixels)
    steps = list(training.steps())
    assert steps[-1].losses["saliency"] < math.log(16) - 0.1  # which even attention would have
    images = _images(pixels)
    maps = class_attention(training.model(), images).mean(dim=1)  # (n, 4, 4)
    salient = backbone.tokens(images)[:, 0]
    wanted = salient > salient.mean(dim=(1, 2), keepdim=True)
    assert float((maps * wanted).sum() / maps.sum()) > float(wanted.float().mean()) + 0.1


def _standardised(maps: Tensor) -> Tensor:
    return (maps - maps.mean(dim=(1, 2), keepdim=True)) / maps.std(dim=(1, 2), keepdim=True)


def test_an_exported_model_is_timm_with_one_more_architecture(
    tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor, tmp_path: Path
) -> None:
    training = Training(tiny_config, backbone, pixels)
    export(training.model(), tmp_path, half=True)
    document = json.loads((tmp_path / "timm_config.json").read_text())
    assert document["pooling"] == "token"
    assert document["preprocess"]["image_size_px"] == tiny_config.image_size_px
    plain: Any = timm.create_model(document["architecture"], num_classes=0, **document["model_args"]).eval()
    plain.load_state_dict(load_file(tmp_path / "model.safetensors"))
    images = torch.rand(2, 3, 80, 96)
    ours = load_image_model(tmp_path, any_size=True)
    torch.testing.assert_close(plain(images), ours(images))
    torch.testing.assert_close(plain(images), plain.forward_features(images)[:, 0])
    alone = training.method.exported()  # half precision is all that differs
    torch.testing.assert_close(ours(images), alone(backbone.tokens(images)), atol=0.05, rtol=0.05)


def test_a_stopped_run_goes_on_to_the_same_weights(
    tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor, tmp_path: Path
) -> None:
    run = Training(tiny_config, backbone, pixels)
    whole = [step.loss for step in run.steps(tmp_path / "whole.pt")]
    for step in Training(tiny_config, backbone, pixels).steps(tmp_path / "parts.pt"):
        if step.step == 3:
            break
    resumed = Training(tiny_config, backbone, pixels)
    rest = [step.loss for step in resumed.steps(tmp_path / "parts.pt")]
    assert rest == whole[-len(rest) :]
    ours, theirs = run.model().state_dict(), resumed.model().state_dict()
    assert all(torch.equal(value, theirs[name]) for name, value in ours.items())


def test_an_epoch_shows_every_photo_once_and_the_next_in_another_order(
    tiny_config: StarterDinoConfig, backbone: Backbone, pixels: Tensor
) -> None:
    batches = SeenCrops(MultiCrops(tiny_config, pixels), backbone)
    first, again, second = (list(batches(epoch)) for epoch in (0, 0, 1))
    assert sorted(int(n) for batch in first for n in batch.groups) == list(range(32))
    assert [tuple(view.shape[1:]) for view in first[0].views] == [
        (320, 4, 4), (320, 4, 4), (320, 2, 2), (320, 2, 2), (4, 4), (4, 4),
    ]  # fmt: skip
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
