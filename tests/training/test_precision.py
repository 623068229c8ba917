import pytest
import torch

from training.config import TrainingError
from training.precision import FLOAT32, Precision, choose_device, choose_precision


@pytest.mark.parametrize(
    ("has_bf16", "capability", "bits"), [(True, (8, 0), "bf16"), (False, (7, 5), "fp16"), (False, (6, 1), "fp32")]
)
def test_a_graphics_card_computes_in_what_it_has(
    monkeypatch: pytest.MonkeyPatch, has_bf16: bool, capability: tuple[int, int], bits: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *, including_emulation: has_bf16)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    assert choose_precision("auto", torch.device("cuda")).bits == bits


def test_a_processor_computes_in_float32_unless_told_otherwise() -> None:
    processor = torch.device("cpu")
    assert choose_precision("auto", processor) == FLOAT32
    assert choose_precision("bf16", processor) == Precision("bf16", "cpu")
    with pytest.raises(TrainingError, match="graphics card"):
        choose_precision("fp16", processor)


def test_only_float16_needs_a_scaler() -> None:
    assert Precision("fp16").scaler() is not None
    assert Precision("bf16").scaler() is None
    assert FLOAT32.scaler() is None


def test_autocast_makes_products_small() -> None:
    x = torch.ones(2, 2)
    with Precision("bf16").autocast():
        assert (x @ x).dtype == torch.bfloat16
    with FLOAT32.autocast():
        assert (x @ x).dtype == torch.float32


def test_each_process_of_a_machine_has_its_own_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("auto", local_rank=1) == torch.device("cuda", 1)
    assert choose_device("cuda:0", local_rank=1) == torch.device("cuda", 0)
    with pytest.raises(TrainingError, match="no graphics card"):
        choose_device("cuda:2")


def test_a_device_that_is_none_is_refused() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    with pytest.raises(TrainingError, match="there is no device"):
        choose_device("abacus")
