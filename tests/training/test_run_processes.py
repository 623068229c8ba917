"""Whole runs in processes of their own: killed, stopped, several together."""

import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.conftest import REPOSITORY
from training.config import TrainConfig, write_config
from training.run import run
from training.train import Request, main

pytestmark = pytest.mark.slow

ALONE = ("-m", "training.train")
TOGETHER = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training.train")

DIES = """
import os, signal, sys
from training.train import Request, main

def tell_and_die(request, report, tell=Request.tell):
    tell(request, report)
    if report["stage"] == "step" and report["step"] == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)

Request.tell = tell_and_die
main(sys.argv[2:])
"""


@pytest.fixture
def config(scene_manifest: Path, tiny_start: Path, tmp_path: Path) -> TrainConfig:
    return TrainConfig(
        manifest=str(scene_manifest),
        model=str(tiny_start),
        out=str(tmp_path / "out"),
        epochs=5,
        batch_size=6,
        captions_per_photo=2,
        learning_rate=1e-3,
        lora_dropout=0.1,
        token_dropout=0.1,
        ema_decay=0.9,
        checkpoint_every=2,
        patience=0,
        workers=1,
        threads=1,
    )


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Runs in this process leave its threads and signals as they were."""
    threads = torch.get_num_threads()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    torch.set_num_threads(threads)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _start(config: TrainConfig, program: Sequence[str] = ALONE) -> "subprocess.Popen[str]":
    command = [sys.executable, *program, str(_written(config))]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _written(config: TrainConfig) -> Path:
    path = Path(config.out).with_suffix(".json")
    write_config(config, path)
    return path


def _losses(reports: Sequence[dict[str, Any]]) -> dict[int, float]:
    return {report["step"]: report["losses"]["loss"] for report in reports if report["stage"] == "step"}


def _killed(config: TrainConfig, *, at_step: int) -> list[dict[str, Any]]:
    """What a process told that is killed when it has told of that step: a killer outside might come steps too late."""
    process = _start(config, ("-c", DIES, str(at_step)))
    output, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    return [json.loads(line) for line in output.splitlines()]


def _stopped(config: TrainConfig, monkeypatch: pytest.MonkeyPatch, *, at_step: int) -> list[dict[str, Any]]:
    """What a run in this process told when the signal came at that step, which it is to leave with 0."""
    reports: list[dict[str, Any]] = []

    def tell(request: object, report: dict[str, Any]) -> None:
        reports.append(report)
        if report.get("step") == at_step and report["stage"] == "step":
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patched:
        patched.setattr(Request, "tell", tell)
        assert main([str(_written(config))]) == 0
    return reports


def test_killed_or_stopped_at_any_step_it_goes_on_with_the_same_numbers(
    config: TrainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = list(run(dataclasses.replace(config, out=str(tmp_path / "straight"))))
    chance = random.SystemRandom()  # anywhere, and elsewhere the next time
    killed_at, stopped_at = chance.randint(3, 7), chance.randint(10, 12)
    killed = _killed(config, at_step=killed_at)
    stopped = _stopped(config, monkeypatch, at_step=stopped_at)
    rest = list(run(config))
    losses = [_losses(reports) for reports in (straight, killed, stopped, rest)]
    assert losses[1] | losses[2] | losses[3] == losses[0], f"killed at {killed_at}, stopped at {stopped_at}"
    assert max(losses[1]) == killed_at
    assert killed_at - 1 <= min(losses[2]) <= killed_at + 1  # checkpoints are at most two steps apart
    assert stopped[-1] == {"stage": "stopped", "step": stopped_at + 1}  # the step that it was at
    assert min(losses[3]) == stopped_at + 2
    figures = [reports[-1]["figures"]["after"] for reports in (straight, rest)]
    assert figures[0] == figures[1]


def test_two_processes_learn_what_one_does(config: TrainConfig, tmp_path: Path) -> None:
    config = dataclasses.replace(config, epochs=1, lora_dropout=0.0)
    alone = list(run(dataclasses.replace(config, out=str(tmp_path / "alone"))))
    together = _start(dataclasses.replace(config, batch_size=3), TOGETHER)
    output, errors = together.communicate()
    assert together.returncode == 0, errors
    reports = [json.loads(line) for line in output.splitlines()]
    assert [report["stage"] for report in reports] == ["start", "before", "step", "step", "step", "done"]
    assert _losses(reports) == pytest.approx(_losses(alone), abs=1e-5)
    assert reports[-2]["recall"] == pytest.approx(alone[-2]["recall"])


def test_one_sentence_tells_what_is_wrong(
    config: TrainConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(_written(dataclasses.replace(config, model=str(tmp_path / "nothing"))))])
    output, errors = capsys.readouterr()
    assert (ended.value.code, output, errors.count("\n")) == (1, "", 1)
    assert "nothing is neither" in errors


def test_who_listened_and_left_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    there, here = os.pipe()
    os.close(there)
    with os.fdopen(here, "w") as output, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", output)
        request = Request()
        assert not request()
        request.tell({"stage": "step"})
        assert request()
        request.tell({"stage": "stopped"})  # to nobody
