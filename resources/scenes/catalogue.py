"""All kinds of subjects by name."""

from . import kinds_in, kinds_life, kinds_out
from .kind import Kind

KINDS: dict[str, Kind] = {kind.noun: kind for kind in (*kinds_out.KINDS, *kinds_life.KINDS, *kinds_in.KINDS)}
