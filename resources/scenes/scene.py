"""What a scene is, in words; `compose.render` turns it into a picture."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scene:
    """One picture as a promise: what it shows, in which colour, how many and where.

    `seed` fixes everything the words leave open, so equal scenes give equal pixels.
    """

    name: str
    subject: str
    colour: str | None
    count: int
    setting: str
    seed: int
    captions: tuple[str, ...]
