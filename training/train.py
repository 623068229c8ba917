"""The loop behind all methods: a generator of steps that can stop anywhere and go on as if it never had.

python -m training.train run.json
torchrun --nproc-per-node N -m training.train run.json
"""

import argparse
import itertools
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch

from training import distributed
from training.checkpoint import Checkpoint
from training.config import TrainingError, read_run
from training.learning import PLAIN, Learning, Recipe
from training.methods import Batch, Method
from training.optimisation import Rate, Schedule
from training.prefetch import on_device
from training.progress import Pace, Step, Stopped, json_line, peak_gpu_memory_bytes, peak_memory_bytes

__all__ = ["PLAIN", "Batches", "Recipe", "Request", "fit", "main"]


class Batches(Protocol):
    """The batches of an epoch by its number alone, as many each time, so that a resumed run sees the same ones."""

    def __call__(self, epoch: int, /, *, first_step: int = 0) -> Iterable[Batch]: ...


def fit(
    method: Method,
    batches: Batches,
    *,
    rates: Sequence[Rate],
    schedule: Schedule,
    recipe: Recipe = PLAIN,
    checkpoint: Checkpoint | None = None,
    evaluate: Callable[[], float] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Generator[Step, None, int]:
    """Trains, yielding after each step and returning how many there were, also in earlier processes.

    Afterwards the method has the weights that are to be kept: the ones that evaluated best, or the averaged ones, or
    the last. With a checkpoint whose file exists it goes on after the last step that was saved. All processes of a run
    call it alike.

    Args:
        evaluate: how good the method is as it stands, in evaluation mode and with averaged weights if there are any.
            Only the first process calls it. May raise Stopped.
        stopping: once it is true in one process, all save after the step they are at, and leave.

    Raises:
        TrainingError: the loss is no number any more, or the checkpoint belongs to another run.
        Stopped: it was told to.
    """
    run = Learning(method, rates, schedule, recipe, checkpoint)
    run.resume()
    if evaluate and run.evaluated < run.step and run.at_evaluation():  # told to stop while it looked
        run.look(evaluate)
    method.train()
    pace = Pace(done=run.step, steps=schedule.steps)
    while run.step < schedule.steps and not run.has_enough():
        epoch, done = divmod(run.step, schedule.steps_per_epoch)
        remaining = itertools.islice(_from(batches, epoch, done), schedule.steps_per_epoch - done)
        for batch in on_device(remaining, run.device, channels_last=recipe.channels_last):
            learnt, rates_now, told_to_stop = run.learn(batch, stop=stopping())
            recall = run.look(evaluate) if evaluate and run.at_evaluation() and not told_to_stop else None
            if told_to_stop or run.at_checkpoint():
                run.save()
            images_per_second, time_left_s = pace.after(run.step, images=len(batch) * distributed.world_size())
            yield Step(
                step=run.step,
                steps=schedule.steps,
                epoch=epoch,
                losses=learnt,
                rates=rates_now,
                figures=method.figures() | {"gradient_norm": run.gradient_norm},
                recall=recall,
                images_per_second=images_per_second,
                memory_bytes=peak_memory_bytes(),
                gpu_memory_bytes=peak_gpu_memory_bytes(run.device),
                time_left_s=time_left_s,
            )
            if told_to_stop:
                raise Stopped
    run.keep_the_best()
    method.eval()
    return run.step


def _from(batches: Batches, epoch: int, done: int) -> Iterable[Batch]:
    """What is left of an epoch; random numbers that were drawn for its start are not drawn again."""
    if not done:
        return batches(epoch)
    with torch.random.fork_rng():
        remaining = iter(batches(epoch, first_step=done))
        return itertools.chain([next(remaining)], remaining)


class Request:
    """To end the run: by SIGTERM, by Ctrl-C, or by whoever read its reports and left. Asked twice, it ends at once."""

    def __init__(self) -> None:
        self.made = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def __call__(self) -> bool:
        return self.made

    def _on_signal(self, number: int, _frame: object) -> None:
        if self.made:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self.made = True

    def tell(self, report: dict[str, Any]) -> None:
        """One line on standard output, from the first process."""
        if not distributed.is_first():
            return
        try:
            print(json_line(report), flush=True)
        except OSError:
            self.made = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    from training.run import run  # puts together what this module is a part of

    parser = argparse.ArgumentParser(prog="python -m training.train", description="Trains a model on photos.")
    parser.add_argument("run", type=Path, help="run.json: what training.config.TrainConfig says")
    given = parser.parse_args(arguments)
    request, step = Request(), 0
    try:
        distributed.start()
        for report in run(read_run(given.run), stopping=request):
            step = report.get("step", step)
            request.tell(report)
    except Stopped:
        request.tell({"stage": "stopped", "step": step})
    except torch.OutOfMemoryError:
        parser.exit(1, "the graphics card has too little memory: set chunk_size, or a smaller batch_size\n")
    except (TrainingError, OSError) as error:
        parser.exit(1, f"{error}\n")
    finally:
        distributed.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
