"""Two processes against one: the same loss, and the same gradient of every parameter.

torchrun --nproc-per-node 2 -m benchmarks.training.processes FOLDER    (the parent does this, and compares)
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.training.line import Line
from benchmarks.training_step import ready_batch
from resources.torchvision_ops import import_torchvision
from training import distributed, grad_cache
from training.config import TrainingError
from training.methods import CLIP, Method, SigLIP

import_torchvision()
import open_clip  # noqa: E402  (torchvision comes first)

ROOT = Path(__file__).parents[2]
FIGURE = "two processes on gloo ÷ one: loss and every gradient"
BAR = 1e-5
BAR_IN_WORDS = "equal to 1e-5"

_PROCESSES = 2
_BATCH = 24
_MODEL: dict[str, Any] = {
    "embed_dim": 64,
    "vision_cfg": {"image_size": 64, "layers": 3, "width": 128, "head_width": 32, "patch_size": 16},
    "text_cfg": {"context_length": 32, "vocab_size": 49408, "width": 128, "heads": 4, "layers": 2},
}
_METHODS: dict[str, type[CLIP | SigLIP]] = {"clip": CLIP, "siglip": SigLIP}

Numbers = dict[str, Tensor]


def learn(kind: type[CLIP | SigLIP], *, chunk_size: int = 0) -> Numbers:
    """The loss of a batch shared among the processes there are, and its gradients, by name."""
    torch.manual_seed(0)
    method: Method = kind(open_clip.CLIP(**_MODEL))
    share = _BATCH // distributed.world_size()
    batch = ready_batch(method.exported(), _BATCH)
    own = batch.part(distributed.rank() * share, (distributed.rank() + 1) * share)
    loss = distributed.mean(grad_cache.backward(method, own, chunk_size=chunk_size)["loss"])
    distributed.average_gradients(method.parameters())
    gradients = {name: p.grad for name, p in method.named_parameters() if p.grad is not None}
    return {"loss": loss, **gradients}


def learn_all() -> dict[str, Numbers]:
    """Each method at once and, where several share the batch, in chunks too."""
    numbers = {name: learn(kind) for name, kind in _METHODS.items()}
    in_chunks = {f"{name} in chunks": learn(kind, chunk_size=_BATCH // 4) for name, kind in _METHODS.items()}
    return numbers | in_chunks


def run_processes(folder: Path) -> list[dict[str, Numbers]]:
    """What each of the processes computes, started as a user would start them.

    Raises:
        TrainingError: they failed.
    """
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = ["torch.distributed.run", "--standalone", f"--nproc-per-node={_PROCESSES}", "-m", __name__, str(folder)]
    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise TrainingError(f"the processes failed: {(ended.stderr.strip() or 'they said nothing').splitlines()[-1]}")
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(_PROCESSES)]


def measure() -> Line:
    alone = {name: learn(kind) for name, kind in _METHODS.items()}
    with tempfile.TemporaryDirectory() as folder:
        together = run_processes(Path(folder))
    differences = {
        case: {
            "loss": difference(seen[case]["loss"], alone[case.split()[0]]["loss"]),
            "gradient": max(difference(seen[case][name], alone[case.split()[0]][name]) for name in seen[case]),
        }
        for seen in together
        for case in seen
    }
    return _line(differences, tensors=len(alone["clip"]) - 1)  # one is the loss


def difference(one: Tensor, other: Tensor) -> float:
    """The largest of any element."""
    return float((one - other).abs().max())


def _line(differences: dict[str, dict[str, float]], *, tensors: int) -> Line:
    loss, gradient = (max(case[what] for case in differences.values()) for what in ("loss", "gradient"))
    return Line(
        FIGURE,
        BAR_IN_WORDS,
        f"largest difference: loss {loss:.1e}, gradient {gradient:.1e} "
        f"({', '.join(differences)}; {tensors} parameter tensors)",
        holds=max(loss, gradient) <= BAR,
        details={"processes": _PROCESSES, "batch_size": _BATCH, "differences": differences},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="gets a file of each process's numbers")
    folder: Path = parser.parse_args().folder
    torch.set_num_threads(1)
    distributed.start()
    try:
        torch.save(learn_all(), folder / f"{distributed.rank()}.pt")
    finally:
        distributed.stop()


if __name__ == "__main__":
    main()
