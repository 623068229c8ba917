from pathlib import Path

from desktop_app.encoders.machine_notes import MachineNotes, Note


def test_what_was_measured_is_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "models" / "measured.json"
    MachineNotes(file).add("vit@1", "cpu", half_precision=True)
    MachineNotes(file).add("vit@1", "cpu", batch_size=8)
    MachineNotes(file).add("other@2", "cpu", batch_size=4)
    assert MachineNotes(file).of("vit@1", "cpu") == Note(half_precision=True, batch_size=8)
    assert MachineNotes(file).of("vit@1", "xpu") == Note()
    assert [path.name for path in file.parent.iterdir()] == ["measured.json"]


def test_a_foreign_file_means_measuring_anew(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    for content in (b"", b"[1, 2]", b'{"vit@1": {"batch_size": "many"}}', b"\xff"):
        file.write_bytes(content)
        assert MachineNotes(file).of("vit@1", "cpu") == Note()


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    notes = MachineNotes(tmp_path / "file" / "measured.json")
    notes.add("vit@1", "cpu", batch_size=8)
    assert notes.of("vit@1", "cpu") == Note()
