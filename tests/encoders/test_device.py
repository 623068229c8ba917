from dataclasses import replace

import pytest
import torch

from desktop_app.encoders import device
from desktop_app.encoders.device import Machine, choose_device, examine_machine
from desktop_app.errors import ModelError

BARE = Machine(usable=frozenset({"cpu"}), failures={}, nvidia_present=False, torch_has_cuda=False)


def machine(*usable: str, **facts: object) -> Machine:
    return replace(BARE, usable=frozenset({"cpu", *usable}), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("usable", "best"), [(("cuda", "xpu"), "cuda"), (("mps",), "mps"), (("xpu",), "xpu"), ((), "cpu")]
)
def test_auto_takes_the_best_that_works_and_says_nothing(usable: tuple[str, ...], best: str) -> None:
    chosen = choose_device(machine=machine(*usable))
    assert (chosen.kind, chosen.note) == (best, "")


def test_an_nvidia_card_beside_a_torch_without_cuda_is_said() -> None:
    chosen = choose_device(machine=machine(nvidia_present=True))
    assert chosen.kind == "cpu"
    assert "An NVIDIA card is in this machine, but the installed torch is built for processors only." in chosen.note


def test_an_nvidia_card_without_a_working_driver_is_said() -> None:
    assert "driver" in choose_device(machine=machine(nvidia_present=True, torch_has_cuda=True)).note


def test_a_card_that_fails_is_said_with_its_reason() -> None:
    chosen = choose_device(machine=machine(failures={"cuda": "its memory is full"}, nvidia_present=True))
    assert chosen.kind == "cpu"
    assert "its memory is full" in chosen.note


def test_a_mac_whose_graphics_cannot_be_used_is_told() -> None:
    assert "Mac" in choose_device(machine=machine(apple_silicon=True)).note


@pytest.mark.parametrize("wanted", ["cuda", "mps", "xpu"])
def test_a_chosen_device_that_is_missing_is_said(wanted: str) -> None:
    chosen = choose_device(wanted, machine=BARE)
    assert chosen.kind == "cpu"
    assert f"({wanted}) is not in this machine" in chosen.note
    assert choose_device(wanted, machine=machine(wanted)) == device.Device(wanted)


def test_the_processor_can_be_chosen_though_there_is_a_card() -> None:
    assert choose_device("cpu", machine=machine("cuda")) == device.Device("cpu")


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(ModelError, match="auto, cpu, cuda, mps or xpu"):
        choose_device("tpu")


def test_this_machine_can_be_examined() -> None:
    found = examine_machine()
    assert "cpu" in found.usable
    assert choose_device("auto").kind in found.usable


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried"), "its memory is full"),
        (RuntimeError("CUDA error: no kernel image is available"), "of this age"),
        (RuntimeError("driver exploded. Try\nagain"), "driver exploded"),
    ],
)
def test_a_device_that_torch_sees_but_cannot_use_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, error: RuntimeError, reason: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setitem(device._AVAILABLE, "cuda", lambda: True)
    monkeypatch.setattr(torch, "ones", fail)
    found = examine_machine()
    assert reason in found.failures["cuda"]
    assert reason in choose_device("cuda", machine=found).note
