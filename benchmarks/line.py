"""One figure as it is told: a JSON line, and a row of a table."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """What one figure came to."""

    figure: str  # the name of its row
    bar: str
    measured: str  # in words; where nothing was measured, why not
    holds: bool | None  # whether the bar is reached; None where nothing was measured or nothing is asked
    details: dict[str, Any] = field(default_factory=dict)  # for programs

    def to_json(self, told: dict[str, Any]) -> str:
        """One line of strict JSON, with what is `told` of the machine."""
        return json.dumps({**vars(self), **told}, ensure_ascii=False, default=vars, allow_nan=False)

    @property
    def verdict(self) -> str:
        return "–" if self.holds is None else "yes" if self.holds else "**no**"
