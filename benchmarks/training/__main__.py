"""Measures training and its models line by line, and writes the table of docs/training.md.

python -m benchmarks.training --photos DIR [--only starter,trial,…]

Prints one JSON object a line. What falls short of its bar is said, in the line and in the table.
"""

import argparse
from pathlib import Path

import torch

from benchmarks import machine
from benchmarks.training import table
from benchmarks.training.known import ROOT
from benchmarks.training.parts import BARS, PARTS, SHIPPED, Settings
from training.config import TrainingError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=_folder, help="the folder of captioned-square, captioned and neardup")
    parser.add_argument("--only", type=_parts, default=list(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--starter", type=Path, default=SHIPPED / "starter", help="another model of images and texts")
    parser.add_argument("--starter-dino", type=Path, default=SHIPPED / "starter-dino", help="another one of images")
    parser.add_argument("--threads", type=int, help="of torch; by default as many as it likes")
    parser.add_argument("--document", type=Path, default=ROOT / "docs" / "training.md", help="where the table is")
    given = parser.parse_args()
    if given.threads:
        torch.set_num_threads(given.threads)
    settings = Settings(given.photos, given.starter, given.starter_dino)
    try:
        for name in given.only:
            told = machine.describe()
            lines = []
            for line in PARTS[name].lines(settings):
                print(line.to_json({"part": name, **told}), flush=True)
                lines.append(line)
            table.update(given.document, lines, order=list(BARS), where=machine.in_words(told))
    except (TrainingError, OSError) as error:
        parser.exit(1, f"{error}\n")
    return 0


def _folder(given: str) -> Path | None:
    return Path(given) if given else None  # make passes on PHOTOS= as it is, even empty


def _parts(given: str) -> list[str]:
    names = given.split(",")
    if unknown := sorted(set(names) - set(PARTS)):
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(unknown)}: choose from {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    raise SystemExit(main())
