"""Rendered scenes looked for among all samples: by a caption, by keywords, by colour and subject alone."""

import re
from typing import Any

from resources.scenes import render, sample_scenes
from training.figures.encoder import Encoder

_LITTLE_WORDS = {
    "a", "an", "the", "in", "on", "of", "by", "at", "and", "with", "along", "over", "above", "across", "under", "front",
}  # fmt: skip


def keywords(caption: str) -> str:
    """What a person in a hurry would type: the caption without its little words."""
    words = re.findall(r"[a-z]+", caption.lower())
    return " ".join(word for word in words if word not in _LITTLE_WORDS)


def measure_scenes(encoder: Encoder) -> dict[str, Any]:
    """Each sample scene looked for among all samples: by its first caption, by keywords, by colour and subject alone.

    The samples are not trained on, but rendered scenes of other seeds are, with captions of the same patterns; keywords
    are a wording that never occurs in training. Colour and subject alone are right with any such scene.
    """
    scenes = list(sample_scenes())
    image_features = encoder.encode_images([render(scene, size_px=(448, 448)) for scene in scenes])
    coloured = [scene for scene in scenes if scene.colour]
    wordings = {
        "caption": [(scene.captions[0], [scene]) for scene in scenes],
        "keywords": [(keywords(scene.captions[0]), [scene]) for scene in scenes],
        "colour_subject": [
            (
                f"{scene.colour} {scene.subject}",
                [s for s in scenes if (s.colour, s.subject) == (scene.colour, scene.subject)],
            )
            for scene in {(scene.colour, scene.subject): scene for scene in coloured}.values()
        ],
    }
    result: dict[str, Any] = {"scenes": len(scenes)}
    for name, queries in wordings.items():
        best = (encoder.encode_text([query for query, _ in queries]) @ image_features.T).argmax(axis=1)
        right = [scenes[at] in wanted for at, (_, wanted) in zip(best, queries, strict=True)]
        result[name] = {
            "queries": len(queries),
            "right_first": sum(right) / len(right),
            "wrong": [query for (query, _), hit in zip(queries, right, strict=True) if not hit],
        }
    return result
