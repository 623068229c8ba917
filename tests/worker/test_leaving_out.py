"""Exclusions, single folders and thumbnails through the worker."""

import msgspec

from desktop_app.library import Library
from desktop_app.worker.protocol import (
    AddFolders,
    ChangeSettings,
    ClearThumbnails,
    GetSettings,
    GetThumbnailUse,
    IndexFolder,
    LeaveOutFolder,
    ListProblems,
    RebuildThumbnails,
    RetryFiles,
    TakeInFolder,
)
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S


def count(company: Company) -> int:
    with Library.open(company.place.paths, read_only=True) as library:
        return library.photos.count()


def test_a_name_that_is_left_out_empties_the_views_without_being_asked_to_look(company: Company) -> None:
    ears = company.start().client()
    ask = ears.client.submit
    make_photos(company.place.photos / "exports", 2)
    make_photos(company.place.photos / "kept", 1, first_seed=4)
    ask(AddFolders((company.place.photos,))).result(LIMIT_S)
    settings = ask(GetSettings()).result(LIMIT_S)
    ask(ChangeSettings(msgspec.structs.replace(settings, excluded_names=("exports",)))).result(LIMIT_S)
    ears.wait_until(lambda: count(company) == 1)


def test_a_single_folder_goes_and_comes_back(company: Company) -> None:
    ask = company.start().client().client.submit
    private = company.place.photos / "private"
    make_photos(private, 2)
    make_photos(company.place.photos, 1, first_seed=4)
    ask(AddFolders((company.place.photos,))).result(LIMIT_S)
    assert ask(LeaveOutFolder(private)).result(LIMIT_S) == 2
    assert count(company) == 1
    assert ask(GetSettings()).result(LIMIT_S).excluded_folders == (private,)
    assert ask(TakeInFolder(private)).result(LIMIT_S).found == 2
    assert count(company) == 3
    assert ask(IndexFolder(private)).result(LIMIT_S).unchanged == 2


def test_failed_files_and_thumbnails_are_done_again(company: Company) -> None:
    ask = company.start().client().client.submit
    make_photos(company.place.photos, 2)
    (company.place.photos / "broken.jpg").write_bytes(b"\xff\xd8 no photo")
    ask(AddFolders((company.place.photos,))).result(LIMIT_S)
    assert len(ask(RetryFiles()).result(LIMIT_S).failed) == 1
    assert len(ask(ListProblems()).result(LIMIT_S)) == 1
    assert ask(GetThumbnailUse()).result(LIMIT_S).count == 2
    assert ask(RebuildThumbnails()).result(LIMIT_S) == 2
    assert ask(ClearThumbnails()).result(LIMIT_S) == 2
    assert ask(GetThumbnailUse()).result(LIMIT_S).used_bytes == 0
