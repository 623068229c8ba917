"""What thumbnails take of the disk, and making them anew at another size and quality."""

import msgspec
from PIL import Image

from desktop_app.jobs import run
from tests.stand_ins import make_photos
from tests.workspace.places import Place


def test_use_clearing_and_making_all_anew(place: Place) -> None:
    make_photos(place.photos, 3)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        use = workspace.thumbnail_care().use()
        on_disk = list(place.paths.thumbnails.rglob("*.jpg"))
        assert (use.count, use.wanted) == (3, 3)
        assert use.used_bytes == sum(path.stat().st_size for path in on_disk)
        assert run(workspace.thumbnail_care().clear()) == 3
        assert workspace.thumbnail_care().use().count == 0
        smaller = msgspec.structs.replace(workspace.settings, thumbnail_size_px=64, thumbnail_quality=40)
        workspace.change_settings(smaller)
        assert run(workspace.thumbnail_care().rebuild()) == 3
        after = workspace.thumbnail_care().use()
        assert after.count == 3
        assert after.used_bytes < use.used_bytes
        with Image.open(next(place.paths.thumbnails.rglob("*.jpg"))) as thumbnail:
            assert max(thumbnail.size) == 64
