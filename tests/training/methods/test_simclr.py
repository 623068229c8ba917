import torch

from tests.training.methods.worlds import SIZE_PX, batch_of, image_model
from training.losses import NTXent
from training.methods import SimCLR


def test_the_loss_compares_the_projections_of_two_views() -> None:
    method = SimCLR(image_model(), temperature=0.3, out_dim=16)
    views = torch.randn(2, 4, 3, SIZE_PX, SIZE_PX)
    first, second = (method.head(method.model(view)) for view in views)
    torch.testing.assert_close(method(batch_of(*views))["loss"], NTXent(0.3)(first, second), rtol=1e-4, atol=1e-5)
    assert first.shape == (4, 16)


def test_the_head_is_thrown_away() -> None:
    model = image_model()
    assert SimCLR(model).exported() is model


def test_dropout_of_the_head_ends_with_training() -> None:
    method = SimCLR(image_model(), dropout=0.5)
    batch = batch_of(*torch.randn(2, 4, 3, SIZE_PX, SIZE_PX))
    assert not torch.equal(method.train()(batch)["loss"], method(batch)["loss"])
    assert torch.equal(method.eval()(batch)["loss"], method(batch)["loss"])
