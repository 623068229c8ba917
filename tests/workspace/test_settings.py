"""Settings are taken over at once, and those that cannot be are refused."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop_app.config import Settings, load_settings
from desktop_app.errors import LibraryError
from desktop_app.jobs import run
from desktop_app.records import SearchRequest
from tests.stand_ins import make_photos
from tests.workspace.places import Place


def test_settings_are_saved_and_in_use_at_once(place: Place) -> None:
    make_photos(place.photos / "private", 2)
    make_photos(place.photos / "shown", 2, first_seed=2)
    with place.open() as workspace:
        changed = msgspec.structs.replace(workspace.settings, excluded_names=("private",), thumbnail_size_px=64)
        assert workspace.change_settings(changed) == changed == workspace.settings
        assert run(workspace.add_folders([place.photos])).found == 2
    assert load_settings(place.paths) == changed


def test_another_device_loads_the_model_again(place: Place) -> None:
    make_photos(place.photos, 2)
    with place.open() as workspace:
        run(workspace.add_folders([place.photos]))
        workspace.change_settings(msgspec.structs.replace(workspace.settings, device="cpu"))
        assert len(workspace.search(SearchRequest(text="red")).hits) == 2
        assert len(place.encoders) == 2
        workspace.change_settings(msgspec.structs.replace(workspace.settings, max_pixels=1000))
        workspace.search(SearchRequest(text="red"))
        assert len(place.encoders) == 2


def test_the_model_in_use_is_no_setting(place: Place) -> None:
    with place.open() as workspace:
        kept = workspace.change_settings(Settings(model_id="other-colours"))
        assert kept.model_id == workspace.model_id == "colours"
    assert load_settings(place.paths).model_id == "colours"


@pytest.mark.parametrize(
    "wrong",
    [
        {"device": "abacus"},
        {"thumbnail_size_px": 8},
        {"thumbnail_cache_bytes": 1000},
        {"max_pixels": 0},
        {"max_file_bytes": -1},
        {"excluded_names": ("fine", "a/b")},
        {"excluded_names": (" ",)},
        {"excluded_names": ("*.*",)},
        {"excluded_folders": (Path("relative"),)},
        {"thumbnail_quality": 100},
        {"worker_idle_s": -1.0},
        {"model_idle_s": float("nan")},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(place: Place, wrong: dict[str, Any]) -> None:
    with place.open() as workspace:
        before = workspace.settings
        with pytest.raises(LibraryError):
            workspace.change_settings(msgspec.structs.replace(before, **wrong))
        assert workspace.settings == before


def test_a_settings_file_with_one_impossible_value_opens_with_the_usual_one(place: Place) -> None:
    place.paths.root.mkdir(parents=True, exist_ok=True)
    place.paths.settings.write_bytes(b'{"model_id": "colours", "thumbnail_size_px": 7, "max_pixels": 1000}')
    with place.open() as workspace:
        assert workspace.settings.thumbnail_size_px == Settings().thumbnail_size_px
        assert workspace.settings.max_pixels == 1000
