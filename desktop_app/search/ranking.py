"""From contents to photos: copies share one content, and a content may have no photo that is to be shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from desktop_app.records import ContentId, PhotoId
from desktop_app.search.row_lookup import Ids
from desktop_app.search.vector_store import Vector


class RankedPhoto(NamedTuple):
    """`similarity` is cosine."""

    photo_id: PhotoId
    similarity: float


Nearest = Callable[[int], tuple[Ids, Vector]]
"""`nearest(k)`: the `k` best content ids and their similarities, best first; fewer only where there are no more."""
PhotosOf = Callable[[Sequence[ContentId]], Mapping[ContentId, Sequence[PhotoId]]]
"""The photos to show of each content; contents without any are left out."""


def rank_photos(nearest: Nearest, photos_of: PhotosOf, *, limit: int | None, contents: int) -> list[RankedPhoto]:
    """The best `limit` photos (all for None), best first; copies follow each other in the order of `photos_of`.

    `contents` is how many there are. Asks for a few more than wanted, and again for four times as many while contents
    without photos leave room.
    """
    wanted = contents if limit is None else min(limit + limit // 16 + 16, contents)
    photos: dict[ContentId, Sequence[PhotoId]] = {}
    while True:
        ids, similarities = nearest(wanted)
        found = [ContentId(content_id) for content_id in ids.tolist()]
        new = [content_id for content_id in found if content_id not in photos]
        photos |= dict.fromkeys(new, ()) | (dict(photos_of(new)) if new else {})
        ranked = [
            RankedPhoto(photo_id, similarity)
            for content_id, similarity in zip(found, similarities.tolist(), strict=True)
            for photo_id in photos[content_id]
        ]
        if (limit is not None and len(ranked) >= limit) or len(found) < wanted or wanted >= contents:
            return ranked[:limit]
        wanted = min(wanted * 4, contents)
