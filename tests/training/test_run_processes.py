"""Whole runs in processes of their own: killed, stopped, several together."""

import dataclasses
import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from training.config import TrainConfig, write_config
from training.run import run
from training.train import main

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

ALONE = ("-m", "training.train")
TOGETHER = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "training.train")


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
    path = Path(config.out).with_suffix(".json")
    write_config(config, path)
    command = [sys.executable, *program, str(path)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _follow(process: "subprocess.Popen[str]", *, until_step: int) -> list[dict[str, Any]]:
    """What it told up to that step."""
    assert process.stdout
    reports = []
    for line in process.stdout:
        reports.append(json.loads(line))
        if reports[-1].get("step") == until_step:
            return reports
    raise AssertionError(f"it ended before step {until_step}: {process.communicate()[1]}")


def _losses(reports: Sequence[dict[str, Any]]) -> dict[int, float]:
    return {report["step"]: report["losses"]["loss"] for report in reports if report["stage"] == "step"}


def test_killed_or_stopped_at_any_step_it_goes_on_with_the_same_numbers(config: TrainConfig, tmp_path: Path) -> None:
    straight = list(run(dataclasses.replace(config, out=str(tmp_path / "straight"))))
    killed_at, stopped_after = random.randint(3, 7), random.randint(9, 12)

    first = _start(config)
    killed = _follow(first, until_step=killed_at)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert first.returncode == -signal.SIGKILL

    second = _start(config)
    stopped = _follow(second, until_step=stopped_after)
    second.send_signal(signal.SIGTERM)
    output, errors = second.communicate()
    assert (second.returncode, errors) == (0, "")
    stopped += [json.loads(line) for line in output.splitlines()]
    last = stopped[-1]
    assert last["stage"] == "stopped"
    assert stopped_after <= last["step"] <= stopped_after + 2  # it may be ahead of its reader

    rest = list(run(config))
    losses = [_losses(reports) for reports in (straight, killed, stopped, rest)]
    assert losses[1] | losses[2] | losses[3] == losses[0], f"killed at {killed_at}, stopped after {stopped_after}"
    assert killed_at - 2 < min(losses[2]) <= killed_at + 2  # the checkpoints are two steps apart
    assert min(losses[3]) == last["step"] + 1
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
    write_config(dataclasses.replace(config, model=str(tmp_path / "nothing")), tmp_path / "run.json")
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "run.json")])
    output, errors = capsys.readouterr()
    assert (ended.value.code, output, errors.count("\n")) == (1, "", 1)
    assert "nothing is neither" in errors


def test_who_listened_and_left_ends_the_run_after_saving(config: TrainConfig) -> None:
    process = _start(dataclasses.replace(config, checkpoint_every=1000, epochs=100, ema_decay=0.0))
    assert process.stdout
    assert process.stderr
    for _ in range(3):
        process.stdout.readline()
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == ("", 0)
    process.stderr.close()
    assert (Path(config.out) / "checkpoint.pt").exists()
