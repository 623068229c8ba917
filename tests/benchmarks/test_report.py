import json
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import sizes, table
from benchmarks.report import lines_of, reached, report, row_prefix


def _told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 1
    told: dict[str, object] = json.loads(printed[0])
    return told


@pytest.mark.parametrize(
    ("value", "bar", "expected"),
    [
        (25, "<= 25", True),
        (25.1, "<= 25", False),
        (0.98, ">= 0.98", True),
        (0.97, ">= 0.98", False),
        (False, "= False", True),
        (True, "= False", False),
        (None, "<= 25", None),
    ],
)
def test_a_bar_is_reached_or_not_or_nobody_knows(value: float | None, bar: str, expected: bool | None) -> None:
    assert reached(value, bar) is expected


def test_a_report_is_one_line_with_machine_and_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("speed", {"p95, ms": 7.123456, "recall": 0.97}, {"recall": ">= 0.98"}) is False
    told = _told(capsys)
    assert told["figures"] == {"p95, ms": 7.123, "recall": 0.97}
    assert (told["benchmark"], told["bars"], told["holds"]) == ("speed", {"recall": ">= 0.98"}, False)
    assert isinstance(told["machine"], dict)
    assert told["date"] == told["machine"]["date"]


def test_what_could_not_be_measured_breaks_no_bar_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("speed", {"p95, ms": None}, {"p95, ms": "<= 10"}, why="no graphics card")
    (line,) = lines_of(_told(capsys))
    assert (line.figure, line.holds, line.measured) == (
        "`speed` p95, ms",
        None,
        "not measured: no graphics card",
    )


def test_rows_say_figure_bar_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    report("speed", {"a, s": 1234.5, "torch imported": False, "c": 2}, {"a, s": "<= 1", "torch imported": "= False"})
    assert [(line.bar, line.measured, line.verdict) for line in lines_of(_told(capsys))] == [
        ("≤ 1", "1,234", "**no**"),
        ("False", "no", "yes"),
        ("", "2", "–"),
    ]


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(program, "BENCHMARKS", ("first", "second"))
    path = tmp_path / "performance.md"
    places = f"{program.BEGIN}\n{table.END}\n\n{sizes.BEGIN}\n{sizes.END}"
    path.write_text(f"# Figures\n\n{places}\n\nMore.\n", "utf-8")
    return path


def test_a_benchmark_replaces_its_own_rows_alone(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def take(name: str, figures: dict[str, float]) -> None:
        report(name, figures, {})
        program.take_in(document, _told(capsys))

    take("second", {"a": 1, "b": 2})
    take("first", {"c": 3})
    take("second", {"b": 4})
    assert table.figures_in(document, begin=program.BEGIN) == ["`first` c", "`second` b"]
    assert "| `second` b |  | 4 | – |" in document.read_text("utf-8")


@pytest.mark.parametrize(
    ("figure", "stem", "size"),
    [
        ("`a` 10,000 photos: opening, ms", "`a` opening, ms", 10_000),
        ("`a` 1,000,000 × 512: recall@10, texts", "`a` recall@10, texts", 1_000_000),
        ("`a` beyond the encoder, 100,000 photos: p95, ms", "`a` beyond the encoder: p95, ms", 100_000),
        ("`a` first query, 100,000 photos, s", "`a` first query, s", 100_000),
    ],
)
def test_a_figure_of_a_size_is_told_by_its_name(figure: str, stem: str, size: int) -> None:
    assert sizes.sized(figure) == (stem, size)


@pytest.mark.parametrize(
    "figure", ["`a` opening: 1,000,000 ÷ 10,000 photos", "`a` 500 photos: x", "`a` 100,000 files, s"]
)
def test_all_others_are_of_no_size(figure: str) -> None:
    assert sizes.sized(figure) is None


def test_figures_of_several_sizes_share_a_row_and_one_with_a_bar_stays_in_the_first_table(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def take(name: str, figures: dict[str, float | None], bars: dict[str, str]) -> None:
        report(name, figures, bars, why="no room")
        program.take_in(document, _told(capsys))

    bars = {"1,000,000 photos: reading, s": "<= 9"}
    take(
        "second", {"10,000 photos: reading, s": 1, "1,000,000 photos: reading, s": 8, "old, 10,000 photos, s": 1}, bars
    )
    take("first", {"writing, 100,000 photos, s": 3, "of it: 10 ÷ 1": 2}, {})
    assert table.figures_in(document, begin=program.BEGIN) == [
        "`first` of it: 10 ÷ 1",
        "`second` 1,000,000 photos: reading, s",
    ]
    text = document.read_text("utf-8")
    assert "| figure | 10,000 | 100,000 | 1,000,000 | when and where |" in text
    assert "| `first` writing, s | – | 3 | – | " in text
    assert "| `second` reading, s | 1 | – | 8 | " in text

    take("second", {"10,000 photos: reading, s": 2, "1,000,000 photos: reading, s": None}, bars)
    text = document.read_text("utf-8")
    assert "| `second` reading, s | 2 | – | 8 | " in text, "what was not measured does not keep its figure"
    assert "`second` old" not in text
    assert text.index("`first` writing") < text.index("`second` reading, s")
    assert text.endswith("\n\nMore.\n")


def test_one_that_fails_is_told_and_the_others_go_on(
    document: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "BENCHMARKS", ("nothing_of_that_name", "report"))
    monkeypatch.setattr(program, "measure", _measure_or_fail)
    monkeypatch.setattr("sys.argv", ["benchmarks", "--document", str(document)])
    assert program.main() == 1
    assert "failed: nothing_of_that_name" in capfd.readouterr().err
    assert table.figures_in(document, begin=program.BEGIN) == [f"{row_prefix('report')}a"]


def _measure_or_fail(name: str) -> dict[str, object] | None:
    if name != "report":
        return program_measure(name)
    return {"benchmark": name, "figures": {"a": 1}, "bars": {}, "holds": True, "machine": MACHINE}


program_measure = program.measure
MACHINE = {"date": "2026-11-28", "cores": 2, "processor": "Z80", "memory_gb": 24, "load": None, "graphics_card": None}


def test_the_document_has_a_place_for_the_tables() -> None:
    document = program.ROOT / "docs" / "performance.md"
    assert table.figures_in(document, begin=program.BEGIN)
    assert table.parts(document, sizes.BEGIN, sizes.END)


def test_every_benchmark_is_a_module_of_the_package() -> None:
    assert all((program.ROOT / "benchmarks" / f"{name}.py").is_file() for name in program.BENCHMARKS)
