import os
from pathlib import Path

from desktop_app.errors import DamagedPhotoError, NotAPhotoError
from desktop_app.library import Library


def test_a_problem_is_kept_with_its_reason_until_it_is_cleared(library: Library, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    library.problems.record(bad, 10, 20, DamagedPhotoError("The file ends in the middle of the picture."))
    (problem,) = library.problems.all()
    assert (problem.path, problem.kind) == (bad, "DamagedPhotoError")
    assert problem.reason == "The file ends in the middle of the picture."
    assert library.problems.known() == {os.fsencode(bad): (10, 20)}
    assert library.problems.clear([bad, tmp_path / "other"]) == 1
    assert library.problems.all() == []


def test_the_last_problem_of_a_file_counts(library: Library, tmp_path: Path) -> None:
    library.problems.record(tmp_path / "a", 1, 1, DamagedPhotoError("Damaged."))
    library.problems.record(tmp_path / "a", 2, 2, NotAPhotoError("Text."))
    assert library.problems.count() == 1
    assert library.problems.all()[0].reason == "Text."
    assert library.problems.known()[os.fsencode(tmp_path / "a")].mtime_ns == 2


def test_problems_below_a_path(library: Library, tmp_path: Path) -> None:
    for name in ("2020/a.jpg", "2020-05/a.jpg", "2020"):
        library.problems.record(tmp_path / name, 1, 1, NotAPhotoError("Text."))
    below = library.problems.known(under=tmp_path / "2020")
    assert set(below) == {os.fsencode(tmp_path / "2020" / "a.jpg"), os.fsencode(tmp_path / "2020")}
    assert library.problems.clear(below) == 2
    assert [problem.path.name for problem in library.problems.all()] == ["a.jpg"]
