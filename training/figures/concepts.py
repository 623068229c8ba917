"""Precision@10 of thirty one-concept queries, as people type them; right or wrong by the photos' captions."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.figures.retrieval import Matrix, best_first

# A query, and the words of which one in any of a photo's captions makes the photo right. Each is said of nine or more
# of the 956 photos of split dev.
CONCEPTS: dict[str, str] = {
    "dog": r"dogs?|pupp(y|ies)|retriever|terrier|poodle",
    "snow": r"snow\w*|ski\w*",
    "beach": r"beach\w*|shore|seaside",
    "bicycle": r"bicycles?|bikes?|bik(er|ers|ing)|cycl(ist|ists|ing)",
    "football": r"football\w*|soccer",
    "mountain": r"mountains?|mountainous|mountainside|cliffs?|peaks?",
    "water": r"water|ocean|sea|lake|river|pool|waves?|surf\w*|pond|stream|swim\w*",
    "grass": r"grass\w*|lawn|meadow|field",
    "child": r"child(ren)?|boys?|girls?|kids?|toddlers?|bab(y|ies)",
    "street": r"streets?|roads?|sidewalks?|city",
    "red shirt": r"red (t-?|tee )?(shirts?|tops?|jerseys?|uniforms?|jackets?|coats?|dress\w*|outfits?|sweaters?)",
    "swimming pool": r"pools?",
    "horse": r"horses?|pon(y|ies)|horseback|jockeys?|equestrian|rodeo",
    "ball": r"\w*balls?",
    "jumping": r"jump\w*|leap\w*|mid-?air|airborne|hop(s|ping)",
    "running": r"run(s|ning|ners?)?|sprint\w*|chas(es?|ing)|jog\w*",
    "rock": r"rocks?|rocky|boulders?|cliffs?",
    "tree": r"trees?|woods|wooded|forest\w*",
    "skateboard": r"skate ?board\w*|skat(er|ers|ing)",
    "motorcycle": r"motor ?(cycl|bik)\w*|motocross|dirt ?bik\w*",
    "boat": r"\w*boats?|canoe\w*|kayak\w*|raft\w*|ship|sail\w*",
    "woman": r"wom[ae]n|lad(y|ies)|females?",
    "man": r"m[ae]n|guys?|males?|gentlem[ae]n",
    "surfing": r"surf\w*|wake ?board\w*",
    "climbing": r"climb\w*|rappel\w*",
    "forest": r"forest\w*|woods|wooded",
    "building": r"buildings?|houses?|skyscrapers?|towers?",
    "playground": r"playground|slides?|swings?|jungle gym|monkey bars",
    "crowd": r"crowd\w*|audience|spectators|parade|large group",
    "car": r"cars?|trucks?|vehicles?|suv|taxi|van|automobile|jeep",
}

KINDS = (
    "dog", "snow", "bicycle", "football", "swimming pool", "horse", "skateboard", "motorcycle", "boat", "surfing",
    "climbing", "crowd",
)  # fmt: skip
"""Concepts of which few photos show two: classes for neighbours and probe."""


def concept_truth(captions: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """(queries, photos) in the order of `CONCEPTS`: whether any caption of the photo says it."""
    patterns = [re.compile(rf"\b({words})\b", re.IGNORECASE) for words in CONCEPTS.values()]
    said = [[any(pattern.search(text) for text in of_photo) for of_photo in captions] for pattern in patterns]
    return np.array(said, dtype=np.bool_)


def only_kind(truth: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The one of `KINDS` that the captions name, by its place there; −1 where they name none or several.

    Args:
        truth: (queries, photos), of `concept_truth`.

    Returns:
        (photos,)
    """
    said = truth[[list(CONCEPTS).index(kind) for kind in KINDS]]  # (kinds, photos)
    return np.where(said.sum(axis=0) == 1, said.argmax(axis=0), -1)


def precision_at(similarity: Matrix, right: NDArray[np.bool_], *, k: int = 10) -> float | None:
    """The share of right photos among the k most similar, or among as many as there are right ones if fewer.

    Equal similarities count against it. None where no photo is right.

    Args:
        similarity: (photos,).
        right: (photos,).
    """
    shown = min(k, int(right.sum()))
    return float(best_first(similarity, right)[:shown].mean()) if shown else None


def mean_precision_at(similarity: Matrix, right: NDArray[np.bool_], *, k: int = 10) -> float | None:
    """The mean over those queries that have a right photo; None where none has. Both are (queries, photos)."""
    shares = [precision_at(row, truth, k=k) for row, truth in zip(similarity, right, strict=True)]
    counted = [share for share in shares if share is not None]
    return float(np.mean(counted)) if counted else None
