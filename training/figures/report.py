"""Each figure of a model on a `Study`, as a JSON-ready document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.config import TrainingError
from training.data import CaptionedPhoto, Skipped, open_photo
from training.figures.average_precision import mean_average_precision, object_truth
from training.figures.concepts import CONCEPTS, KINDS, concept_truth, mean_precision_at, only_kind, precision_at
from training.figures.copies import hash_similarity, pair_recall, perceptual_hash
from training.figures.encoder import Encoder
from training.figures.mutual_information import shared_knowledge
from training.figures.neighbours import neighbour_votes
from training.figures.probe import choose_probe
from training.figures.retrieval import Matrix, recall
from training.figures.scenes import measure_scenes
from training.figures.similarity import similarity_matrix, summarise
from training.figures.study import Captions, Gallery, Study, encode_captions, with_captions
from training.figures.zero_shot import PROMPTS_DIR, accuracy, class_embeddings, read_lines, read_templates

Document = dict[str, Any]
Truth = NDArray[np.bool_]


def measure_recall(encoder: Encoder, photos: Sequence[CaptionedPhoto], skipped: list[Skipped]) -> Document:
    """Recall of every caption against all the photos, and of every photo against all captions."""
    gallery = Gallery(*encoder.encode_photos(with_captions(photos, skipped), skipped))
    return _recall(gallery, encode_captions(encoder, gallery.photos))


def _recall(gallery: Gallery, captions: Captions) -> Document:
    figures = recall(gallery.image_features, captions.text_features, captions.owners)
    return {"photos": len(gallery.photos), "captions": len(captions.owners), **figures}


def retrieval(study: Study) -> Document:
    return _recall(study.held_out, study.captions)


def precision(study: Study) -> Document:
    """Precision@10 of each concept: `captioned`, what of it is not split train, and the split held out."""
    query_features = study.reader.encode_text(list(CONCEPTS))
    unseen = np.array([photo.split != "train" for photo in study.captioned.photos])
    similarity, truth = _concepts(query_features, study.captioned)
    parts = {
        "all": (similarity, truth),
        "unseen": (similarity[:, unseen], truth[:, unseen]),
        "held_out": _concepts(query_features, study.held_out),
    }
    queries: dict[str, Document] = {query: {} for query in CONCEPTS}
    for part, (rows, rights) in parts.items():
        for query, row, right in zip(CONCEPTS, rows, rights, strict=True):
            queries[query][part] = precision_at(row, right)
            queries[query]["right" if part == "all" else f"right_{part}"] = int(right.sum())
    return {
        "photos": len(unseen),
        "photos_unseen": int(unseen.sum()),
        "photos_held_out": len(study.held_out.photos),
        "mean": {part: mean_precision_at(*pair) for part, pair in parts.items()},
        "queries": queries,
    }


def _concepts(query_features: Matrix, gallery: Gallery) -> tuple[Matrix, Truth]:
    return query_features @ gallery.image_features.T, concept_truth([photo.captions for photo in gallery.photos])


def objects(study: Study) -> Document:
    """Mean average precision over the photos whose objects are known, by the bare name and by the ensemble."""
    shown = np.array([bool(photo.objects) for photo in study.captioned.photos])
    if not shown.any():
        return {"photos": 0, "queries": 0, "name": None, "ensemble": None}
    names, right = object_truth([photo.objects for photo in study.captioned.photos if photo.objects])
    features = study.captioned.image_features[shown]
    asked = {
        "name": study.reader.encode_text(names),
        "ensemble": class_embeddings(study.reader.encode_text, names, read_templates()),
    }
    means = {wording: mean_average_precision(query @ features.T, right) for wording, query in asked.items()}
    return {"photos": len(features), "queries": len(names), **means}


def similarity(study: Study) -> Document:
    """The matrix of the photos held out, each with the first of its captions."""
    return vars(summarise(pair_matrix(study)))


def pair_matrix(study: Study, *, pairs: int | None = None) -> Matrix:
    """(n, n): the first caption of each of the first `pairs` photos held out, or of all, against these photos."""
    _, first = np.unique(study.captions.owners, return_index=True)
    return similarity_matrix(study.captions.text_features[first[:pairs]], study.held_out.image_features[:pairs])


def mutual_information(study: Study) -> Document:
    """What the towers share on the photos held out, the thirty concepts being the classes."""
    encode_text = study.reader.encode_text
    classes = class_embeddings(encode_text, list(CONCEPTS), read_templates())
    descriptors = read_lines(PROMPTS_DIR / "descriptors.txt")
    shared = shared_knowledge(study.held_out.image_features, classes, encode_text(descriptors))
    return {
        "photos": len(study.held_out.photos),
        "descriptors": len(descriptors),
        "classes": len(CONCEPTS),
        **vars(shared),
    }


def zero_shot(study: Study) -> Document:
    """Accuracy on `labelled`, every label that occurs being a class. The starter has learnt from these photos."""
    labels = [photo.captions[0] for photo in study.labelled.photos]
    names = sorted(set(labels))
    right = np.array([names.index(label) for label in labels])
    classes = {
        "name": study.reader.encode_text(names),
        "ensemble": class_embeddings(study.reader.encode_text, names, read_templates()),
    }
    document: Document = {"photos": len(labels), "classes": len(names)}
    for wording, features in classes.items():
        scores = study.labelled.image_features @ features.T
        document[wording] = {f"top{k}": accuracy(scores, right, k=k) for k in (1, 5)}
    return document


def copies(study: Study) -> Document:
    """Pair recall at precision 0.99 by cosine and by pHash, among the copies alone and with `captioned` in the way."""
    gallery, others = study.copies, study.others
    groups = np.unique([photo.group for photo in gallery.photos], return_inverse=True)[1]
    with_others = np.concatenate([groups, len(groups) + np.arange(len(others.photos))])  # each alone in its group
    features = np.concatenate([gallery.image_features, others.image_features])
    hashes = np.array([perceptual_hash(open_photo(photo.path)) for photo in [*gallery.photos, *others.photos]])
    document: Document = {"photos": len(groups), "groups": len(set(groups)), "others": len(others.photos)}
    for name, closeness in (("cosine", features @ features.T), ("phash", hash_similarity(hashes))):
        alone = closeness[: len(groups), : len(groups)]
        found = pair_recall(alone, groups)
        document[name] = {
            **vars(found),
            "edits": _by_edit(alone, gallery.photos, found.threshold),
            "among_others": vars(pair_recall(closeness, with_others)),
        }
    return document


def _by_edit(similarity: Matrix, photos: Sequence[CaptionedPhoto], threshold: float | None) -> dict[str, float]:
    """For each kind of edit the share of photos that are found beside their base."""
    edits = np.array([photo.path.stem.split("__")[1] for photo in photos])
    place = {photo.group: at for at, photo in enumerate(photos) if edits[at] == "base"}
    closeness = np.array([similarity[at, place.get(photo.group, at)] for at, photo in enumerate(photos)])
    found = closeness >= (np.inf if threshold is None else threshold)
    return {str(edit): float(found[edits == edit].mean()) for edit in np.unique(edits) if edit != "base"}


def neighbours(study: Study) -> Document:
    """k-NN with k 20: kinds by the captions of split train, asked of the split held out."""
    (features, labels), (asked, right) = _by_kind(study.learnt), _by_kind(study.held_out)
    votes = neighbour_votes(asked, features, labels, classes=len(KINDS))
    return {"photos": len(right), "learnt": len(labels), "classes": len(KINDS), "top1": accuracy(votes, right)}


def probe(study: Study) -> Document:
    """A linear probe on the same photos and kinds as `neighbours`."""
    (features, labels), (asked, right) = _by_kind(study.learnt), _by_kind(study.held_out)
    chosen = choose_probe(features, labels, classes=len(KINDS))
    share = accuracy(chosen.scores(asked), right)
    return {
        "photos": len(right), "learnt": len(labels), "classes": len(KINDS), "strength": chosen.strength, "top1": share,
    }  # fmt: skip


def _by_kind(gallery: Gallery) -> tuple[Matrix, NDArray[np.int64]]:
    kinds = only_kind(concept_truth([photo.captions for photo in gallery.photos]))
    if (kinds < 0).all():
        raise TrainingError(f"no caption names just one of {', '.join(KINDS)}: neighbours and probe need such photos")
    return gallery.image_features[kinds >= 0], kinds[kinds >= 0]


@dataclass(frozen=True)
class Figure:
    """How one figure is measured, and what it needs."""

    measure: Callable[[Study], Document]
    folders: tuple[str, ...]  # below the folder of photos
    words: bool = True  # not for models that know images only
    costly: bool = False  # encodes all of split train: for models of words only when asked for


_SQUARE = "captioned-square"
FIGURES: dict[str, Figure] = {
    "retrieval": Figure(retrieval, (_SQUARE,)),
    "precision@10": Figure(precision, (_SQUARE, "captioned")),
    "average_precision": Figure(objects, ("captioned",)),
    "similarity": Figure(similarity, (_SQUARE,)),
    "mutual_information": Figure(mutual_information, (_SQUARE,)),
    "zero_shot": Figure(zero_shot, ("labelled",)),
    "scenes": Figure(lambda study: measure_scenes(study.reader), ()),
    "copies": Figure(copies, ("neardup/copies",), words=False),
    "neighbours": Figure(neighbours, (_SQUARE,), words=False, costly=True),
    "probe": Figure(probe, (_SQUARE,), words=False, costly=True),
}
