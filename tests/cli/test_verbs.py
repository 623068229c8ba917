"""Every verb, for people and for programs, with a worker and without."""

import json
import threading
from pathlib import Path

import pytest

from desktop_app.cli import session
from desktop_app.errors import ModelError
from desktop_app.indexing import pace
from desktop_app.records import Change
from desktop_app.worker.protocol import GetStatus
from desktop_app.workspace import Workspace
from tests.cli.line import Line
from tests.stand_ins import make_photo, make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S

REPORT_KEYS = {
    "found",
    "indexed",
    "unchanged",
    "moved",
    "removed",
    "failed",
    "seconds",
    "photos_per_second",
}


@pytest.fixture(params=["alone", "with a worker"])
def filled(request: pytest.FixtureRequest, line: Line, company: Company) -> Line:
    """Sixteen photos, one in each colour; photo_0003 is red."""
    if request.param == "with a worker":
        company.start()
    make_photos(line.place.photos, 16)
    ran = line("add", line.place.photos, "--json")
    assert (ran.status, ran.json["indexed"]) == (0, 16)
    assert bool(line.place.encoders) == (request.param == "alone")
    return line


def test_index_reports_what_it_found(filled: Line) -> None:
    make_photo(filled.place.photos / "new.jpg", "cyan", seed=50)
    damaged = filled.place.photos / "damaged.jpg"
    damaged.write_bytes(b"\xff\xd8\xff\xe0 no picture follows")
    report = filled("index", "--json").json
    assert set(report) == REPORT_KEYS
    assert report["found"] == report["indexed"] + report["unchanged"] + report["moved"] + len(report["failed"]) == 18
    assert [failure["path"] for failure in report["failed"]] == [str(damaged)]

    told = filled("index")
    assert told.status == 0
    assert "18 photos found" in told.out
    assert str(damaged) in told.out


def test_search_gives_the_best_first(filled: Line) -> None:
    hits = filled("search", "red", "--limit", "3", "--json").json
    assert [set(hit) for hit in hits] == [{"path", "similarity", "relevance"}] * 3
    assert hits[0]["path"] == str(filled.place.photos / "photo_0003.jpg")
    assert [hit["similarity"] for hit in hits] == sorted((hit["similarity"] for hit in hits), reverse=True)


def test_search_knows_pictures_and_what_must_not_be_there(filled: Line) -> None:
    photo = filled.place.photos / "photo_0004.jpg"
    assert filled("search", "--image", photo, "--limit", "1", "--json").json[0]["path"] == str(photo)
    hits = filled("search", "red", "--without", "blue", "--without", "a blue sea", "--json").json
    assert hits[0]["path"].endswith("photo_0003.jpg")
    assert hits[-1]["path"].endswith("photo_0005.jpg")


def test_search_takes_without_out_of_the_words_and_says_so(filled: Line) -> None:
    assert filled("search", "red -blue", "--all", "--json").json[-1]["path"].endswith("photo_0005.jpg")
    assert "Closest to “red”, without “blue”." in filled("search", "red without blue").err


def test_search_may_be_limited_to_a_folder_and_a_camera(filled: Line) -> None:
    make_photos(filled.place.photos / "new", 3, first_seed=40)
    filled("index")
    hits = filled("search", "red", "--in", filled.place.photos / "new", "--json").json
    assert len(hits) == 3
    assert filled("search", "red", "--camera", "Canon", "--json").json == []


def test_search_gives_twenty_or_all(filled: Line) -> None:
    make_photos(filled.place.photos, 10, first_seed=16)
    filled("index")
    assert len(filled("search", "red", "--json").json) == 20
    assert len(filled("search", "red", "--all", "--json").json) == 26


def test_search_through_a_pipe_is_one_line_a_hit(filled: Line) -> None:
    out = filled("search", "red", "--limit", "2").out
    first, second = out.splitlines()
    assert first == f"1.000\t{filled.place.photos / 'photo_0003.jpg'}"
    assert second.split("\t")[1].startswith(str(filled.place.photos))


def test_json_may_stand_before_the_verb(filled: Line) -> None:
    assert filled("--json", "search", "red", "--limit", "1").json[0]["path"].endswith("photo_0003.jpg")


def test_status_says_what_there_is(filled: Line) -> None:
    found = filled("status", "--json").json
    assert (found["photos"], found["embedded"], found["problems"], found["model"]) == (16, 16, 0, "colours")
    assert [folder["path"] for folder in found["folders"]] == [str(filled.place.photos)]
    assert "16" in filled("status").out


def test_doctor_finds_and_repairs(filled: Line) -> None:
    assert filled("doctor", "--json").json["problems"] == []
    assert "All is well" in filled("doctor").out
    next(filled.place.paths.thumbnails.glob("*/*.jpg")).unlink()
    (problem,) = filled("doctor", "--json").json["problems"]
    assert set(problem) == {"kind", "description", "path", "repaired"}
    assert "--repair" in filled("doctor").out
    assert [problem["repaired"] for problem in filled("doctor", "--repair", "--json").json["problems"]] == [True]
    assert filled("doctor", "--json").json["problems"] == []


def test_models_are_listed_chosen_and_removed(filled: Line) -> None:
    models = {model["id"]: model for model in filled("models", "list", "--json").json}
    assert models["colours"]["in_use"]
    assert models["pe-core-b-16"]["recommended"]
    assert (models["starter"]["kind"], models["starter-dino"]["kind"]) == ("image_text", "image")
    listed = filled("models", "list").out
    assert "vit-b-32-256-datacomp" in listed
    assert next(line for line in listed.splitlines() if line.startswith("starter-dino")).count("photos only") == 1

    used = filled("models", "use", "other-colours", "--json").json
    assert [model["id"] for model in used if model["in_use"]] == ["other-colours"]
    assert len(filled("search", "red", "--json").json) == 16
    left = filled("models", "remove", "colours", "--json").json
    assert "colours" not in {model["id"] for model in left}


def test_known_failures_are_one_sentence(filled: Line, tmp_path: Path) -> None:
    assert "There is no folder" in filled("add", tmp_path / "nowhere").sentence
    assert "There is no file" in filled("search", "--image", tmp_path / "nowhere.jpg", "--json").sentence
    assert "Type what you are looking for" in filled("search").sentence
    assert "no model called" in filled("models", "use", "nobody", "--json").sentence
    assert "models download pe-core-b-16" in filled("models", "use", "pe-core-b-16").sentence
    assert "in use" in filled("models", "remove", "colours").sentence
    (tmp_path / "empty").mkdir()
    assert "weights" in filled("models", "add", tmp_path / "empty", "--id", "mine").sentence


def test_an_empty_library_finds_nothing_and_says_what_to_do(line: Line) -> None:
    ran = line("search", "red", "--json")
    assert (ran.status, ran.json, ran.err) == (0, [], "")
    assert "redbicycle add" in line("search", "red").err


def test_photos_that_wait_for_a_model_are_told(line: Line) -> None:
    make_photos(line.place.photos, 3)
    line.place.break_encoder(ModelError("The weights are damaged."))
    ran = line("add", line.place.photos)
    assert ran.sentence == "The weights are damaged."
    line.place.break_encoder(None)
    ran = line("search", "red")
    assert (ran.status, ran.out.strip()) == (0, "")
    assert "3 photos are not understood yet" in ran.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("paint",),
        ("search", "red", "--limit", "none"),
        ("search", "red", "--limit", "0"),
        ("add",),
        ("models", "use"),
        ("index", "--fast"),
    ],
)
def test_a_wrong_usage_is_told_with_status_two(line: Line, wrong: tuple[str, ...]) -> None:
    ran = line(*wrong)
    assert (ran.status, ran.out) == (2, "")
    assert "Usage" in ran.err
    assert not line.place.paths.database.exists()


def test_help_and_version_open_no_library(line: Line) -> None:
    assert "Find photos" in line("search", "--help").out
    assert line("--help").status == 0
    assert line("--version").out.startswith("redbicycle 0.")
    assert not line.place.paths.database.exists()


def test_a_library_held_by_another_program_is_one_sentence(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "STARTING_WORKER_S", 0.3)
    with line.place.open():
        assert "Another program" in line("status").sentence


def test_a_worker_that_is_about_to_listen_is_waited_for(line: Line, company: Company) -> None:
    starting = threading.Timer(0.3, company.start, kwargs={"workspace": company.open()})
    starting.start()
    try:
        assert line("status", "--json").json["photos"] == 0
    finally:
        starting.join(LIMIT_S)


def test_without_a_verb_the_window_opens(line: Line, tmp_path: Path) -> None:
    assert line().status == 0
    assert line("open", tmp_path, "--samples").status == 0
    assert line.windows == [(line.place.paths, (), False), (line.place.paths, (tmp_path,), True)]


def test_watch_tells_each_change_on_a_line(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [
        Change(kind="indexed", path=Path("/a.jpg")),
        Change(kind="moved", path=Path("/c.jpg"), previous_path=Path("/b\udcff.jpg")),
        Change(kind="failed", path=Path("/d.jpg"), reason="It is damaged."),
    ]

    def watch(_: Workspace) -> object:
        yield from changes
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "watch", watch)
    ran = line("watch", "--json")
    assert ran.status == 130
    assert [json.loads(text) for text in ran.out.splitlines()] == [
        {"kind": "indexed", "path": "/a.jpg", "previous_path": None, "reason": ""},
        {"kind": "moved", "path": "/c.jpg", "previous_path": "/b\udcff.jpg", "reason": ""},
        {"kind": "failed", "path": "/d.jpg", "previous_path": None, "reason": "It is damaged."},
    ]
    assert line("watch").out.splitlines()[1].startswith("moved    /c.jpg")
    line.place.open().close()  # the library was let go


def test_an_interrupted_run_ends_with_130_and_keeps_what_it_committed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photos(line.place.photos, 150)
    monkeypatch.setattr(pace, "SPEAK_EVERY_S", 0.0)  # else a fast machine might be done between two words

    def interrupt(job: object, **_: object) -> object:
        for progress in job:  # type: ignore[attr-defined]
            if progress.activity == "index" and progress.done >= 40:
                job.close()  # type: ignore[attr-defined]
                raise KeyboardInterrupt
        raise AssertionError("the run was not interrupted")

    with monkeypatch.context() as patched:
        patched.setattr("desktop_app.cli.session.run", interrupt)
        ran = line("add", line.place.photos)
    assert (ran.status, ran.out, ran.err) == (130, "", "")
    assert line("index", "--json").json["found"] == 150
    assert line("status", "--json").json["embedded"] == 150


def test_an_interrupted_call_is_cancelled_at_the_worker(
    line: Line, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.start()
    make_photos(line.place.photos, 4)
    company.encoder.images_gate.clear()

    def interrupt(_: object) -> object:
        assert company.encoder.waiting.wait(LIMIT_S)
        company.encoder.open()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(session, "_wait", interrupt)
        assert line("add", line.place.photos).status == 130
    assert line("index", "--json").json["found"] == 4


def test_following_a_worker_tells_what_it_takes_over(line: Line, company: Company) -> None:
    company.start()
    line("add", line.place.photos)
    follower = session.WorkerSession(line.place.paths)
    follower.connect(start=False)
    changes = follower.follow()
    seen: list[Change] = []
    first = threading.Event()

    def follow() -> None:
        for change in changes:
            seen.append(change)
            first.set()

    following = threading.Thread(target=follow)
    following.start()
    follower.ask(GetStatus(), on_progress=lambda _: None)  # requests are taken in order: it is followed now
    made = make_photo(line.place.photos.with_name("new.jpg"), "cyan", seed=50)
    made.rename(line.place.photos / "new.jpg")  # whole, however long it took
    assert first.wait(LIMIT_S)
    follower.close()
    following.join(LIMIT_S)
    assert [(change.kind, change.path.name) for change in seen] == [("indexed", "new.jpg")]
