import json
from pathlib import Path

import pytest

from training.config import TrainingError
from training.starter.labelled import read_labelled


def test_labelled_photos_say_label_synonyms_and_kind(tmp_path: Path) -> None:
    names = ["background", *(f"class {number}" for number in range(151)), "chihuahua, toy dog", "crane", "crane"]
    (tmp_path / "names.txt").write_text("\n".join(names))
    labels = [{"file": "a.jpg", "label": "chihuahua"}, {"file": "b.jpg", "label": "crane"}]
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    dog, crane = read_labelled(tmp_path, synonyms=tmp_path / "names.txt")
    assert {"a photo of a chihuahua", "a toy dog", "a dog", "chihuahua, a kind of dog"} <= set(dog.captions)
    assert crane.captions == ("crane", "a crane", "a photo of a crane")
    assert dog.group != crane.group


def test_malformed_labels_are_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('[{"file": "a.jpg"}]')
    with pytest.raises(TrainingError, match=r"labels.json of .* cannot be read"):
        read_labelled(tmp_path)
