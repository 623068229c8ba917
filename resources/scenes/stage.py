"""What a place offers to the subjects put into it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """Heights are fractions of the canvas, from its top."""

    horizon: float
    near: float  # where the first subject stands, floats or hangs
    far: float  # the highest spot that still looks right
    wall: bool = False  # a wall stands close behind: shadows fall on it
    water: bool = False  # subjects mirror themselves
    room: bool = False  # rain and snow stay outside
