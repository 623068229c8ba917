"""How much faster photos are indexed than by a plain loop, and than by rclip's own indexing. Prints one JSON line.

    python -m benchmarks.pipeline_rivals [--photos 64] [--rounds 3] [--without-rclip]

12-megapixel JPEGs, random weights, the same for all. The plain loop decodes in full, uses open_clip's transform,
encodes 32 at a time in float32 and inserts. rclip (https://github.com/yurijmikhalevich/rclip) is installed into a
folder of its own that goes afterwards; its visual session is an ONNX export of the same random ViT-B-32-256, everything
else is its own. All take turns; rates are by the clock, without imports and loading. Where the processor has bfloat16
units, the app uses them by itself, and the bars are those for it.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.indexing_parts import SEED, Cost, index_once, measured, random_encoder, rounds_of
from benchmarks.phone_photos import some_phone_photos
from benchmarks.report import report

PLAIN = "photos a second ÷ a plain loop's, ViT-B-32"
RCLIP = "photos a second ÷ rclip's, ViT-B-32-256"
_BARS = {False: {PLAIN: ">= 2.0", RCLIP: ">= 1.25"}, True: {PLAIN: ">= 5.0", RCLIP: ">= 3.5"}}
_EXPORTERS = ("onnx", "onnxscript", "onnx_ir", "ml_dtypes", "protobuf")
_INSTALL_S, _RUN_S = 900, 1800

_CHILD = """
import contextlib, io, json, sys, time
from pathlib import Path
from rclip import db, main, model, model_download
photos, weights, folder = sys.argv[1:4]
chosen = model.Model()
chosen._session_visual_var = model_download._load_onnx_session(weights)
database = db.DB(Path(folder) / "db.sqlite3")
rclip = main.RClip(chosen, database, 8, None)
began = time.perf_counter()
with contextlib.redirect_stderr(io.StringIO()):
    rclip.ensure_index(photos)
seconds = time.perf_counter() - began
stored = database._con.execute("select count(*) from images").fetchone()[0]
rclip.close(); chosen.close(); database.close()
print(json.dumps({"seconds": seconds, "stored": stored}))
"""


class NotHereError(Exception):
    """rclip, or what exports a model for it, cannot be had."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="with such photos, made before")
    parser.add_argument("--without-rclip", action="store_true")
    arguments = parser.parse_args()
    with some_phone_photos(arguments.photos, arguments.folder) as paths, TemporaryDirectory(prefix="rclip-") as place:
        figures, has_bfloat16 = against_plain_loop(paths, rounds=arguments.rounds)
        why = ""
        try:
            if arguments.without_rclip:
                raise NotHereError("left out by an option")
            figures |= against_rclip(paths, Path(place), rounds=arguments.rounds)
        except NotHereError as error:
            figures[RCLIP], why = None, str(error)
    report("pipeline_rivals", figures, _BARS[has_bfloat16], why=why)


def against_plain_loop(paths: list[Path], *, rounds: int) -> tuple[dict[str, Any], bool]:
    """The figures, and whether the app chose bfloat16."""
    import torch

    folder, count = paths[0].parent, len(paths)
    encoder = random_encoder(full_precision=False)
    loop = plain_loop("ViT-B-32")
    encoder.encode_image(np.zeros((32, 3, 224, 224), np.float32))
    loop(paths[:1])
    app, plain = rounds_of(
        [lambda: index_once(folder, encoder)[1], lambda: measured(lambda: loop(paths), count)], rounds
    )
    has_bfloat16 = encoder._encoder._dtype == torch.bfloat16  # type: ignore[attr-defined]
    return {
        PLAIN: plain.wall_s / app.wall_s,
        "the same, by processor time": plain.cpu_s / app.cpu_s,
        "photos a second, ViT-B-32": 1 / app.wall_s,
        "the plain loop's photos a second": 1 / plain.wall_s,
        "in bfloat16": has_bfloat16,
        "photos": count,
    }, has_bfloat16


def plain_loop(architecture: str) -> Callable[[list[Path]], None]:
    """What a first script would do, written well."""
    from resources.torchvision_ops import import_torchvision

    import_torchvision()
    import open_clip
    import torch

    torch.manual_seed(SEED)
    model, _, preprocess = open_clip.create_model_and_transforms(architecture)
    model.eval().requires_grad_(requires_grad=False)

    def load(path: Path) -> Any:
        with Image.open(path) as image:
            return preprocess(image.convert("RGB"))

    @torch.inference_mode()
    def run(paths: list[Path]) -> None:
        with TemporaryDirectory() as folder:
            database = sqlite3.connect(Path(folder) / "plain.db")
            database.execute("CREATE TABLE photo (path TEXT PRIMARY KEY, vector BLOB)")
            for start in range(0, len(paths), 32):
                part = paths[start : start + 32]
                features = torch.nn.functional.normalize(model.encode_image(torch.stack([load(path) for path in part])))
                rows = [(str(path), row.numpy().tobytes()) for path, row in zip(part, features, strict=True)]
                database.executemany("INSERT INTO photo VALUES (?, ?)", rows)
                database.commit()
            database.close()

    return run


def against_rclip(paths: list[Path], place: Path, *, rounds: int) -> dict[str, Any]:
    """Raises `NotHereError`."""
    python, weights = prepare_rclip(place)
    encoder = random_encoder("ViT-B-32-256", full_precision=False)
    encoder.encode_image(np.zeros((32, 3, 256, 256), np.float32))
    numbers = iter(range(1_000_000))

    def rclip() -> Cost:
        library = place / f"library-{next(numbers)}"
        library.mkdir()
        told = json.loads(_checked([python, "-c", _CHILD, paths[0].parent, weights, library], _RUN_S).splitlines()[-1])
        assert told["stored"] == len(paths), told
        return Cost(told["seconds"] / len(paths), 0.0)

    app, other = rounds_of([lambda: index_once(paths[0].parent, encoder)[1], rclip], rounds)
    return {
        RCLIP: other.wall_s / app.wall_s,
        "photos a second, ViT-B-32-256": 1 / app.wall_s,
        "rclip's photos a second": 1 / other.wall_s,
    }


def prepare_rclip(place: Path) -> tuple[Path, Path]:
    """An interpreter that has rclip, and the weights for it. Raises `NotHereError`."""
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _checked([*install, "rclip"], _INSTALL_S)
    exporters = place / "exporters"  # beside this program's own packages, and gone with the folder
    _checked([*install, "--no-deps", "--target", exporters, *_EXPORTERS], _INSTALL_S)
    weights = place / "visual.onnx"
    export = f"from benchmarks.pipeline_rivals import export; export({str(weights)!r})"
    _checked([sys.executable, "-c", export], _RUN_S, PYTHONPATH=os.pathsep.join([str(exporters), str(Path.cwd())]))
    return python, weights


def export(weights: str) -> None:
    """The image tower of a random ViT-B-32-256, as rclip's session takes it: "input" [N, 3, 256, 256], one output."""
    from resources.torchvision_ops import import_torchvision

    import_torchvision()
    import open_clip
    import torch

    torch.manual_seed(SEED)
    visual = open_clip.create_model("ViT-B-32-256").visual.eval()
    batch = torch.export.Dim("batch", min=1, max=64)
    torch.onnx.export(
        visual,
        (torch.zeros(2, 3, 256, 256),),
        weights,
        input_names=["input"],
        output_names=["output"],
        dynamic_shapes=({0: batch},),
        external_data=False,
        dynamo=True,
    )


def _checked(command: list[Any], timeout_s: float, **environment: str) -> str:
    """What it printed. Raises `NotHereError` with its last words."""
    began_s = time.monotonic()
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired as error:
        raise NotHereError(f"rclip was not ready after {time.monotonic() - began_s:.0f} s") from error
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason").splitlines()[-1]
        raise NotHereError(f"rclip cannot be had or run: {last[:200]}")
    return done.stdout


if __name__ == "__main__":
    main()
