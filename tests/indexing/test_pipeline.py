from tests.indexing.home import Home
from tests.stand_ins import make_photo, make_photos


def test_new_photos_are_indexed_embedded_and_have_thumbnails(home: Home) -> None:
    paths = make_photos(home.photos, 40)
    report = home.index()
    assert (report.found, report.indexed, report.failed) == (40, 40, ())
    assert set(home.shown()) == set(paths)
    assert home.encoder.images_encoded == 40
    assert home.loads == 1
    for path, photo in home.shown().items():
        assert home.thumbnails.has(photo.content_hash)
        assert photo.content_id in home.embedded
        assert (photo.size_bytes, photo.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)
    assert home.kinds() == ["indexed"] * 40
    red = make_photo(home.photos / "red.jpg", "red", seed=999)
    home.index()
    assert home.similarity(red, "red") > 0.9
    assert home.similarity(red, "blue") < 0.1


def test_an_unchanged_folder_is_not_read_and_needs_no_encoder(home: Home) -> None:
    make_photos(home.photos, 5)
    home.index()
    report = home.index()
    assert (report.found, report.unchanged, report.indexed) == (5, 5, 0)
    assert home.loads == 1
    assert home.changes == []
