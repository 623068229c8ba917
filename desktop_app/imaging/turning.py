"""Orientations as EXIF and XMP number them, 1 to 8, and quarter turns of the picture that they make."""

_CYCLES = ((1, 6, 3, 8), (2, 7, 4, 5))
"""Each the one before, turned clockwise by 90°; the second of mirrored pictures (TIFF 6.0, Orientation)."""


def turned(orientation: int, quarter_turns: int) -> int:
    """The orientation whose picture is that of `orientation`, turned clockwise so many times."""
    for cycle in _CYCLES:
        if orientation in cycle:
            return cycle[(cycle.index(orientation) + quarter_turns) % 4]
    return turned(1, quarter_turns)


def turns_between(orientation: int, wanted: int | None) -> int:
    """How often the picture of `orientation` is turned clockwise to be that of `wanted`, 0 to 3.

    0 where no turn makes it so: one of them is mirrored, or `wanted` is no orientation.
    """
    return next((turns for turns in range(4) if turned(orientation, turns) == wanted), 0)
