"""What follows from the bytes of photo files, kept once a content hash."""

from collections.abc import Iterable

from desktop_app.library.database import Database, Row
from desktop_app.library.values import (
    ids_json,
    json_keywords,
    keywords_json,
    mtime_wall_clock_us,
    plain_text,
    signed_64,
    unsigned_64,
    wall_clock,
    wall_clock_us,
)
from desktop_app.records import Content, ContentId, ImageMetadata

_COLUMNS = (
    "hash, format, width_px, height_px, mean_colour, perceptual_hash, orientation, taken_at, camera, lens, latitude, "
    "longitude, altitude_m, caption, keywords, rating"
)
_PLACES = ", ".join("?" * len(_COLUMNS.split(",")))


class ContentStore:
    """Contents stay when no photo has them any more (the file may come back), until `prune`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, content: Content) -> ContentId:
        """Its id; what was derived from these bytes before gives way where it differs."""
        values = _values(content)
        with self._database.transaction():
            known = self._database.read_one(f"SELECT id, {_COLUMNS} FROM content WHERE hash = ?", values[:1])
            if known is None:
                return ContentId(self._database.insert(f"INSERT INTO content ({_COLUMNS}) VALUES ({_PLACES})", values))
            content_id = ContentId(known[0])
            if known[1:] != values:
                self._database.write(
                    f"UPDATE content SET ({_COLUMNS}) = ({_PLACES}) WHERE id = ?", (*values, content_id)
                )
                self._resort_photos(content_id, wall_clock_us(content.metadata.taken_at))
            return content_id

    def find(self, content_hash: str) -> ContentId | None:
        """The id of a content hash (40 hex digits)."""
        row = self._database.read_one("SELECT id FROM content WHERE hash = ?", (bytes.fromhex(content_hash),))
        return None if row is None else ContentId(row[0])

    def get(self, ids: Iterable[ContentId]) -> dict[ContentId, Content]:
        """Unknown ones are left out."""
        rows = self._database.read(
            f"SELECT id, {_COLUMNS} FROM content WHERE id IN (SELECT value FROM json_each(?))",
            (ids_json(ids),),
        )
        return {ContentId(row[0]): _content(row[1:]) for row in rows}

    def prune(self) -> int:
        """Forgets contents that no photo has (missing ones count as photos) with their embeddings; returns how many."""
        with self._database.transaction():
            return self._database.write(
                "DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM photo WHERE photo.content_id = content.id)"
            )

    def _resort_photos(self, content_id: ContentId, taken_at: int | None) -> None:
        photos = self._database.read("SELECT id, mtime_ns FROM photo WHERE content_id = ?", (content_id,))
        self._database.write_many(
            "UPDATE photo SET sort_at = ?1 WHERE id = ?2 AND sort_at <> ?1",
            [(mtime_wall_clock_us(mtime) if taken_at is None else taken_at, photo_id) for photo_id, mtime in photos],
        )


def _values(content: Content) -> Row:
    metadata = content.metadata
    return (
        bytes.fromhex(content.content_hash),
        plain_text(content.format),
        content.width_px,
        content.height_px,
        content.mean_colour,
        signed_64(content.perceptual_hash),
        metadata.orientation,
        wall_clock_us(metadata.taken_at),
        plain_text(metadata.camera),
        plain_text(metadata.lens),
        metadata.latitude,
        metadata.longitude,
        metadata.altitude_m,
        plain_text(metadata.caption),
        keywords_json(metadata.keywords),
        metadata.rating,
    )


def _content(row: Row) -> Content:
    return Content(
        content_hash=row[0].hex(),
        format=row[1],
        width_px=row[2],
        height_px=row[3],
        mean_colour=row[4],
        perceptual_hash=unsigned_64(row[5]),
        metadata=ImageMetadata(
            orientation=row[6],
            taken_at=wall_clock(row[7]),
            camera=row[8],
            lens=row[9],
            latitude=row[10],
            longitude=row[11],
            altitude_m=row[12],
            caption=row[13],
            keywords=json_keywords(row[14]),
            rating=row[15],
        ),
    )
