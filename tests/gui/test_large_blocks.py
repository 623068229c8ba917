"""Memory of a long list that was read goes back to the system."""

import subprocess
import sys

import pytest

_PROBE = """
import numpy as np
from pathlib import Path
from desktop_app.gui.large_blocks import give_back_large_blocks

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

assert give_back_large_blocks()
np.ones(30 << 17).sum()        # 30 MB, freed: from here on glibc alone would keep what is smaller
kept, before = [], resident()
blocks = [np.ones(4 << 17) for _ in range(10)]
kept.append(bytes(1000))
del blocks
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc keeps it")
def test_large_blocks_are_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    assert int(done.stdout) < 4 << 20
