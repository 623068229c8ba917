"""Indexes a folder in a process of its own, which a test kills: `python -m tests.indexing.killed_indexer PARENT`."""

import sys
from pathlib import Path

from desktop_app import jobs
from tests.indexing.home import Home


def main() -> None:
    with Home.make(Path(sys.argv[1])) as home:
        jobs.run(home.indexer.index(), on_progress=lambda progress: say(f"{progress.done}"))
    say("finished")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
