"""Figures of a model that knows colours: what stands for what is known, so every figure is known too."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from resources.scenes import sample_scenes
from training.config import TrainingError
from training.data import Skipped, read_manifest
from training.evaluate import measure, to_json, usual_figures
from training.figures.encoder import Encoder, ImageEncoder
from training.figures.report import FIGURES, measure_recall, pair_matrix
from training.figures.retrieval import Matrix
from training.figures.study import Study

MEANING = {"dog": (220, 40, 30), "snow": (20, 200, 60), "boat": (30, 60, 230), "horse": (200, 190, 20)}


def _unit(colours: Any) -> Matrix:
    centred = np.asarray(colours, dtype=np.float32) - 110
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), dtype=np.float32)


class Colours(Encoder):
    """Sees the mean colour; reads the colour that a word stands for, grey for all others."""

    def __init__(self) -> None:
        self.images_encoded = 0

    def encode_images(self, images: Sequence[Image.Image], *, batch_size: int = 32) -> Matrix:
        self.images_encoded += len(images)
        return _unit([np.asarray(image).mean(axis=(0, 1)) for image in images])

    def encode_text(self, texts: Sequence[str], *, batch_size: int = 256) -> Matrix:
        named = [[word for word in MEANING if word in text] for text in texts]
        return _unit([MEANING[words[0]] if words else (111, 112, 113) for words in named])


class OnlyColours(ImageEncoder):
    def __init__(self) -> None:
        super().__init__(lambda pixels: pixels.mean(dim=(2, 3)), _pixels, device=torch.device("cpu"))


def _pixels(image: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(image.resize((8, 8)), dtype=np.float32)).permute(2, 0, 1) - 110


def _paint(file: Path, rgb: tuple[int, ...], *, spot: int = 0) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (32, 32), rgb)
    ImageDraw.Draw(image).rectangle((spot, spot, spot + 5, spot + 3), fill=(250, 250, 250))
    image.save(file)


def _manifest(folder: Path, entries: list[dict[str, Any]]) -> None:
    for number, entry in enumerate(entries):
        _paint(folder / entry["file"], MEANING[entry["file"].split("-")[0]], spot=number % 20)
    (folder / "captions.json").write_text(json.dumps(entries))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    square = [
        {"file": f"{word}-{split}{number}.png", "captions": [f"a {word}", f"the {word} again"], "split": split}
        for split, count in (("train", 5), ("dev", 1))
        for number in range(count)
        for word in MEANING
    ]
    _manifest(tmp_path / "captioned-square", square)
    shown = [
        {"file": f"{word}-{split}.png", "captions": [f"one {word}"], "split": split, "objects": [word]}
        for split, words in (("train", ["dog", "boat"]), ("dev", MEANING))
        for word in words
    ]
    _manifest(tmp_path / "captioned", shown)
    labels = [{"file": f"{word}.png", "label": word} for word in MEANING]
    for word, rgb in MEANING.items():
        _paint(tmp_path / "labelled" / f"{word}.png", rgb)
        for edit, brightness in (("base", 0), ("bright", 9), ("half", 4)):
            edited = tuple(value + brightness for value in rgb)
            _paint(tmp_path / "neardup" / "copies" / f"{word}__{edit}.png", edited, spot=len(word) * 4)
    (tmp_path / "labelled" / "labels.json").write_text(json.dumps(labels))
    return tmp_path


def test_the_usual_figures_of_a_model_that_knows_all(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.figures.scenes.sample_scenes", lambda: sample_scenes()[:3])  # drawing takes long
    document = json.loads(to_json(measure(Study(Colours(), photos))))
    assert list(document) == [name for name, figure in FIGURES.items() if not figure.costly] + ["skipped"]
    assert document["retrieval"]["text_to_image"]["recall@1"]["value"] == 1.0
    assert document["retrieval"]["captions"] == 8
    assert document["average_precision"]["queries"] == 4
    assert document["average_precision"]["name"]["value"] == document["average_precision"]["ensemble"]["value"] == 1.0
    assert document["similarity"]["pairs"] == 4
    assert document["similarity"]["diagonal"] > 0.9 > document["similarity"]["rest"]
    assert document["zero_shot"]["name"]["top1"]["value"] == 1.0
    assert document["mutual_information"]["classes"] == 30
    assert document["scenes"]["scenes"] == 3
    assert document["skipped"] == []


def test_concepts_are_asked_of_all_the_unseen_and_the_held_out(photos: Path) -> None:
    precision = measure(Study(Colours(), photos), ["precision@10"])["precision@10"]
    assert (precision["photos"], precision["photos_unseen"], precision["photos_held_out"]) == (6, 4, 4)
    dog = precision["queries"]["dog"]
    assert (dog["all"], dog["right"], dog["unseen"], dog["right_unseen"]) == (1.0, 2, 1.0, 1)
    assert (dog["held_out"], dog["right_held_out"]) == (1.0, 1)
    assert precision["queries"]["car"]["all"] is None
    assert precision["mean"] == {"all": 1.0, "unseen": 1.0, "held_out": 1.0}


def test_copies_are_told_by_group_and_edit(photos: Path) -> None:
    copies = measure(Study(Colours(), photos), ["copies"])["copies"]
    assert (copies["photos"], copies["groups"], copies["others"]) == (12, 4, 6)
    assert copies["cosine"]["pairs"] == 12
    assert copies["cosine"]["recall"].value == 1.0
    assert copies["cosine"]["edits"] == {"bright": 1.0, "half": 1.0}
    assert copies["cosine"]["among_others"]["other_pairs"] > copies["cosine"]["other_pairs"]
    assert copies["phash"]["pairs"] == 12


def test_a_photo_whose_copies_are_there_is_not_in_their_way(photos: Path) -> None:
    (photos / "captioned" / "dog-dev.png").rename(photos / "captioned" / "dog.png")
    manifest = (photos / "captioned" / "captions.json").read_text()
    (photos / "captioned" / "captions.json").write_text(manifest.replace("dog-dev.png", "dog.png"))
    assert len(Study(Colours(), photos).others.photos) == 5


def test_kinds_by_captions_are_told_by_neighbours_and_probe(photos: Path) -> None:
    document = measure(Study(Colours(), photos), ["neighbours", "probe"])
    for name in ("neighbours", "probe"):
        assert (document[name]["photos"], document[name]["learnt"]) == (4, 20)
        assert document[name]["top1"].value == 1.0


def test_a_model_of_images_alone_is_measured_on_images_alone(photos: Path) -> None:
    document = json.loads(to_json(measure(Study(OnlyColours(), photos))))
    assert list(document) == ["copies", "neighbours", "probe", "skipped"]
    assert document["neighbours"]["top1"]["value"] == 1.0
    with pytest.raises(TrainingError, match="images only"):
        measure(Study(OnlyColours(), photos), ["retrieval"])


def test_each_photo_is_encoded_once_whatever_is_asked(photos: Path) -> None:
    encoder = Colours()
    measure(Study(encoder, photos), ["retrieval", "precision@10", "similarity", "average_precision", "copies"])
    assert encoder.images_encoded == 4 + 6 + 12


def test_progress_is_told_by_set(photos: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    study = Study(Colours(), photos, progress=lambda stage, done, total: heard.append((stage, done, total)))
    measure(study, ["retrieval", "average_precision"])
    assert heard == [("dev", 4, 4), ("captioned", 6, 6)]


def test_what_is_broken_is_left_out_and_named_once(photos: Path) -> None:
    (photos / "captioned" / "dog-dev.png").write_bytes(b"\x89PNG no photo")
    document = measure(Study(Colours(), photos), ["average_precision", "precision@10"])
    assert document["average_precision"]["photos"] == 5
    assert [item["file"] for item in document["skipped"]] == ["dog-dev.png"]


def test_folders_that_are_not_there_are_not_measured(photos: Path) -> None:
    for folder in ("captioned", "labelled", "neardup"):
        (photos / folder).rename(photos / f"no-{folder}")
    assert usual_figures(Study(Colours(), photos)) == ["retrieval", "similarity", "mutual_information", "scenes"]
    with pytest.raises(TrainingError, match="no copies"):
        measure(Study(Colours(), photos), ["copies"])


def test_a_figure_that_does_not_exist_is_refused(photos: Path) -> None:
    with pytest.raises(TrainingError, match=r"no figure beauty: choose from retrieval,"):
        measure(Study(Colours(), photos), ["beauty"])


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds captioned-square"):
        measure(Study(Colours(), tmp_path / "nowhere"))


def test_the_pairs_of_the_picture_are_the_first_ones(photos: Path) -> None:
    study = Study(Colours(), photos)
    assert pair_matrix(study).shape == (4, 4)
    assert (pair_matrix(study, pairs=2) == pair_matrix(study)[:2, :2]).all()


def test_recall_of_photos_without_words_leaves_them_out(photos: Path) -> None:
    manifest = (photos / "captioned" / "captions.json").read_text().replace('"one dog"', '" "')
    (photos / "captioned" / "captions.json").write_text(manifest)
    skipped: list[Skipped] = []
    figures = measure_recall(Colours(), read_manifest(photos / "captioned"), skipped)
    assert figures["photos"] == 4
    assert {item.reason for item in skipped} == {"no captions"}
