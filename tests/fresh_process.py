"""What a script loads, in a Python of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping

from tests.conftest import REPOSITORY

TIMEOUT_S = 240
_TELL = "\nimport json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"


def modules_after(script: str, *, environment: Mapping[str, str] | None = None) -> set[str]:
    """Names of all modules that are loaded when `script` has come to its end. Fails when it does not."""
    ran = subprocess.run(
        [sys.executable, "-c", script + _TELL],
        env=environment,
        cwd=REPOSITORY,
        check=False,
        timeout=TIMEOUT_S,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))
