import math
from collections.abc import Callable
from typing import Any

import open_clip
import pytest
import torch
from torch import Tensor, nn

from tests.training.methods.worlds import SIZE_PX, batch_of, image_text_model, tokens
from training.config import TrainingError
from training.methods import CLIP, SLIP, Batch, SigLIP

CAPTIONS = tokens(["a red car", "a car", "a blue bicycle", "a bicycle that is blue", "a yellow umbrella", "umbrella"])


def _batch(*, views: int = 1, **more: Tensor) -> Batch:
    images = [torch.randn(3, 3, SIZE_PX, SIZE_PX, generator=torch.Generator().manual_seed(v)) for v in range(views)]
    return batch_of(*images, tokens=CAPTIONS.reshape(3, 2, -1), **more)


def _features(batch: Batch, model: Any) -> tuple[Tensor, Tensor]:
    assert batch.tokens is not None
    with torch.no_grad():
        images = model.encode_image(batch.views[0], normalize=True)
        return images, torch.stack([model.encode_text(words, normalize=True) for words in batch.tokens.unbind(1)])


def test_clip_is_open_clips_loss_averaged_over_captions() -> None:
    method, batch = CLIP(image_text_model()), _batch()
    images, texts = _features(batch, method.model)
    scale = torch.tensor(1 / 0.07)
    expected = sum(open_clip.ClipLoss()(images, text, scale) for text in texts) / 2
    torch.testing.assert_close(method(batch)["loss"].detach(), expected)


def test_siglip_is_open_clips_loss_averaged_over_captions() -> None:
    method, batch = SigLIP(image_text_model()), _batch()
    images, texts = _features(batch, method.model)
    scale, bias = torch.tensor(10.0), torch.tensor(-10.0)
    expected = sum(open_clip.loss.SigLipLoss()(images, text, scale, bias) for text in texts) / 2
    torch.testing.assert_close(method(batch)["loss"].detach(), expected)


def test_scales_start_where_the_papers_say() -> None:
    assert CLIP(image_text_model()).figures()["logit_scale"] == pytest.approx(1 / 0.07)
    assert SigLIP(image_text_model()).figures() == pytest.approx({"logit_scale": 10.0, "logit_bias": -10.0})


def test_a_model_that_has_learnt_its_scale_keeps_it() -> None:
    trained: dict[str, Any] = {"init_logit_scale": math.log(40), "init_logit_bias": -7.0}
    assert CLIP(image_text_model(**trained)).figures()["logit_scale"] == pytest.approx(40)
    assert SigLIP(image_text_model(**trained)).figures() == pytest.approx({"logit_scale": 40.0, "logit_bias": -7.0})


@pytest.mark.parametrize("method", [CLIP, SigLIP, SLIP])
def test_the_scale_stays_at_its_bound(method: Callable[..., CLIP | SigLIP]) -> None:
    learning = method(image_text_model(init_logit_scale=math.log(90), init_logit_bias=-10.0), max_scale=80.0)
    learning.after_step(0.1)
    assert learning.figures()["logit_scale"] == pytest.approx(80.0)
    learning.after_step(0.2)
    assert learning.figures()["logit_scale"] == pytest.approx(80.0)


def test_the_bias_that_siglip_adds_comes_out_with_the_model() -> None:
    method = SigLIP(image_text_model())
    method(_batch())["loss"].backward()
    assert method.model.logit_bias.grad is not None
    state = method.exported().state_dict()
    loaded = image_text_model(seed=1, init_logit_bias=-10.0)
    loaded.load_state_dict(state)
    batch = _batch()
    assert batch.tokens is not None
    ours, theirs = (model.get_logits(batch.views[0], batch.tokens[:, 0])[0] for model in (method.model, loaded))
    torch.testing.assert_close(ours, theirs)


def test_photos_of_a_group_and_their_weights_reach_the_loss() -> None:
    for method in (CLIP(image_text_model()), SigLIP(image_text_model())):
        alone = method(_batch())["loss"]
        assert method(_batch(groups=torch.tensor([0, 0, 1])))["loss"] < alone
        weighted = Batch(_batch().views, _batch().tokens, _batch().groups, torch.tensor([5.0, 1.0, 1.0]))
        assert abs(method(weighted)["loss"] - alone) > 1e-4


def test_photos_without_captions_are_an_error_that_says_what_to_do() -> None:
    with pytest.raises(TrainingError, match="SimCLR"):
        CLIP(image_text_model())(batch_of(torch.zeros(2, 3, SIZE_PX, SIZE_PX)))


def test_other_towers_take_the_place_of_the_models_own() -> None:
    model = image_text_model()
    image_tower, table = nn.Linear(4, 32), torch.randn(20, 32)
    method = CLIP(model, image_tower=image_tower, text_tower=lambda words: table[words[:, 1]])
    embedded = method.embed(Batch((torch.randn(3, 4),), CAPTIONS.reshape(3, 2, -1), torch.arange(3)))
    assert embedded["image_features"].shape == (3, 32)
    torch.testing.assert_close(embedded["text_features"][1, 0], nn.functional.normalize(table[CAPTIONS[2, 1]], dim=0))
    assert set(image_tower.parameters()) <= set(method.parameters())
    assert method.exported() is model


def test_slip_adds_the_two_losses_by_their_weights_and_runs_the_image_tower_once() -> None:
    method = SLIP(image_text_model(), clip_weight=2.0, simclr_weight=0.5)
    sizes = []
    method.model.visual.register_forward_hook(lambda _, given, __: sizes.append(len(given[0])))
    batch = _batch(views=3)
    losses = method(batch)
    assert sizes == [9]
    torch.testing.assert_close(losses["loss"], 2 * losses["clip"] + 0.5 * losses["simclr"])
    torch.testing.assert_close(losses["clip"], CLIP(method.model)(batch)["loss"], rtol=1e-4, atol=1e-5)


def test_slips_captions_belong_to_the_first_view_alone() -> None:
    method, batch = SLIP(image_text_model()), _batch(views=3)
    exchanged = Batch((batch.views[0], batch.views[2], batch.views[1]), batch.tokens, batch.groups)
    torch.testing.assert_close(method(exchanged)["loss"], method(batch)["loss"])
    others = Batch((batch.views[0], torch.zeros_like(batch.views[1]), batch.views[2]), batch.tokens, batch.groups)
    torch.testing.assert_close(method(others)["clip"], method(batch)["clip"])
    assert abs(method(others)["simclr"] - method(batch)["simclr"]) > 1e-3


def test_the_head_of_slip_is_thrown_away() -> None:
    method = SLIP(image_text_model())
    assert method.exported().state_dict().keys() == image_text_model().state_dict().keys()


def test_towers_that_are_apart_tell_their_width_too() -> None:
    apart = open_clip.CustomTextCLIP(
        embed_dim=24,
        vision_cfg={"image_size": SIZE_PX, "patch_size": 16, "width": 32, "layers": 1, "head_width": 16},
        text_cfg={"context_length": 6, "vocab_size": 20, "width": 16, "heads": 2, "layers": 1},
    )
    assert SLIP(apart)(_batch(views=3))["loss"].isfinite()
