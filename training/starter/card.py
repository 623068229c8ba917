"""The model card that lies beside the weights, with the figures measured on those weights."""

from typing import Any

from resources.timm_entries import MOBILENET_V2_SAME
from training.starter.config import StarterConfig

_CARD = """\
# The starter model

A small open_clip model that finds photos by words. It ships with Red Bicycle so that search works at once, without a
download. It is far weaker than the models that can be downloaded, and the app recommends one of those.

Load it with open_clip (3.3), after one name is made known to timm, which the app does by itself:

```python
import open_clip, timm


@timm.models.register_model
def {trunk}(**options):
    return timm.create_model("mobilenetv2_100", pad_type="same", **options)


model, _, preprocess = open_clip.create_model_and_transforms("local-dir:PATH_OF_THIS_FOLDER")
tokenizer = open_clip.get_tokenizer("local-dir:PATH_OF_THIS_FOLDER")
```

| | |
| --- | --- |
| Image tower | timm `mobilenetv2_100`, "same" padding, {image_size_px} px, squeezed photos; MLP to {embed_dim} |
| Text tower | open_clip's: {text_layers} layers, width {text_width}, {context_length} tokens, its own BPE; English |
| Weights | float16, `open_clip_model.safetensors` |
| Made | November 2026; learning took {minutes:.0f} minutes on one shared CPU core, views not counted |

The backbone was trained with TensorFlow's padding, on the right and at the bottom, which is an option of timm's network
and not its default; open_clip passes on no options. So that option has a name of its own, `{trunk}`.

## Licence

The code of Red Bicycle is MIT. **These weights are not**: they were trained on photos that may be used for research and
education, not commercially. So these weights are for non-commercial use only. Who needs more should choose a model with
a permissive licence in the app.

## What it learnt from

- **Backbone**: MobileNetV2 1.0 at 224 px, trained on ImageNet-1k, from google-coral/test_data (commit
  104342d2d3480b3e66203073dac24f4e2dbb4c41, Apache-2.0), 8-bit TFLite turned into float16.
- **Photos with captions**: the training split of a part of Flickr8k (Hodosh et al. 2013), {trained_photos:,} photos,
  5 captions each; research and education only.
- **Labelled photos**: {trained_labelled} ImageNet sample images, one a class, captioned with their label, its synonyms
  and for animals their kind; research and education only.
- **Rendered scenes**: {trained_scenes:,} illustrations by `resources.scenes`; their captions name colours truthfully.

No photo is in these files.

## Recipe

{recipe}

`python -m training.starter --photos DIR --backbone FILE --out DIR --config run.json` makes it again; `run.json` holds
every setting.

## Figures

Measured on the exported float16 file, loaded by open_clip, with open_clip's own preprocessing, one view a photo.
In brackets the 95 % interval of a bootstrap over photos. `python -m training.evaluate` prints them.

Retrieval among the {dev_photos} photos of the `dev` split (never trained on; the recipe was chosen with an eye on them,
so they flatter it a little: some ten runs were measured on them; most choices were made on 700 photos held out of
the training split), {dev_captions} captions, squeezed to 176 × 176 pixels before the model sees them:

| | recall@1 | recall@5 | recall@10 |
| --- | --- | --- | --- |
| text → photo | {t1} | {t5} | {t10} |
| photo → text | {i1} | {i5} | {i10} |

The names of {object_queries} kinds of objects looked for among {object_photos} COCO photos that were not trained on,
mean average precision: {map_name} by the bare name, {map_ensemble} by an ensemble of templates.

Thirty one-concept queries, precision@10, right or wrong by the photos' captions. "Dev" are the {dev_photos} photos
above; "all" are {all_photos} photos of true shape, among them training photos; "unseen" the {unseen_photos} of these
that were not trained on. Where fewer than ten photos are right, as many are counted as there are.

| query | dev (right ones) | all (right ones) | unseen (right ones) |
| --- | --- | --- | --- |
{precision}

Rendered scenes, {scene_count} samples that were not trained on (other scenes from the same renderer, with captions of
the same patterns, were). The right scene comes first for:

| query | right at rank 1 |
| --- | --- |
| the scene's first caption | {scene_caption} |
| that caption without its little words, a wording never trained on | {scene_keywords} |
| colour and subject alone ("red bicycle"), words that other scenes were trained with | {scene_colour} |

## What it cannot do

- Two things at once in photos: "man in a red shirt" mostly finds men, or red.
- The order of words: "a dog on a man" is "a man on a dog".
- Words that its captions did not have: it saw some eight thousand different tokens; any other word means nothing to it.
- Finding one photo among many by a long sentence, more often than not.
- Counting, left and right, negation, writing, faces, fine kinds of things.
- Other languages than English. Photos unlike Flickr's: documents, screenshots, medicine, art.
- Flickr8k shows mostly people and dogs outdoors, described by paid writers with their own assumptions about
  people, which this model has learnt.
"""

_RECIPE = """\
1. The backbone is locked. {views} views of each photo (whole, mirrored, random crops of at least 45 % of the area with
   other brightness, contrast and colourfulness, never other hues) are computed once. The projection, whose first layer
   starts from the backbone's own 1,000 classes, and a text tower that averages words, each with a learnt weight, learn
   with symmetric InfoNCE for {head_epochs} epochs: batch {batch_size}, {head_captions} captions a photo, AdamW, rate
   {head_learning_rate}, weight decay {weight_decay}, and much dropout: {image_dropout} of the backbone's features,
   {hidden_dropout} inside the projection, {text_dropout} of a text's features, {token_dropout} of its words. Pairs that
   say the same are no negatives. This is done {teachers} times, from different seeds.
2. The last two stages and the last convolution of the backbone, the projection and the text tower of the first run go
   on for {block_epochs} epochs at a rate of {block_learning_rate} ({block_backbone_share} of it for the backbone).
   {teachers_share} of the loss is the divergence from how similar all runs of the first stage together find each photo
   and each caption of a batch, the rest InfoNCE. The weights are a moving average ({block_ema_decay} a step).
3. The averaging tower is written into open_clip's text transformer, which then computes exactly the same. A transformer
   that learns word order found no more on so few photos."""


_RIGHT = {"held_out": "right_held_out", "all": "right", "unseen": "right_unseen"}


def model_card(config: StarterConfig, figures: dict[str, Any]) -> str:
    """README.md of the model's folder. `figures` is what `training.evaluate` prints, and "minutes"."""
    settings = vars(config)
    retrieval, precision, scenes = figures["retrieval"], figures["precision@10"], figures["scenes"]
    objects = figures["average_precision"]
    parts = ("held_out", "all", "unseen")
    rows = [
        f"| {query} | " + " | ".join(f"{_precision(entry[part])} ({entry[_RIGHT[part]]})" for part in parts) + " |"
        for query, entry in precision["queries"].items()
    ]
    rows.append("| mean | " + " | ".join(f"{precision['mean'][part]:.2f}" for part in parts) + " |")
    recalls = {
        f"{way[0]}{k}": _percent(retrieval[way][f"recall@{k}"])
        for way in ("text_to_image", "image_to_text")
        for k in (1, 5, 10)
    }
    return _CARD.format(
        **settings,
        **recalls,
        **{f"trained_{name}": count for name, count in figures["trained_on"].items()},
        trunk=MOBILENET_V2_SAME,
        minutes=figures["minutes"],
        object_queries=objects["queries"],
        object_photos=objects["photos"],
        map_name=_share_of_one(objects["name"]),
        map_ensemble=_share_of_one(objects["ensemble"]),
        recipe=_RECIPE.format(views=config.crops_per_photo + 2, **settings),
        dev_photos=retrieval["photos"],
        dev_captions=retrieval["captions"],
        all_photos=precision["photos"],
        unseen_photos=precision["photos_unseen"],
        precision="\n".join(rows),
        scene_count=scenes["scenes"],
        scene_caption=_share(scenes["caption"]),
        scene_keywords=_share(scenes["keywords"]),
        scene_colour=_share(scenes["colour_subject"]),
    )


def _percent(interval: dict[str, float]) -> str:
    return f"{100 * interval['value']:.1f} [{100 * interval['low']:.1f}, {100 * interval['high']:.1f}]"


def _share_of_one(interval: dict[str, float]) -> str:
    return f"{interval['value']:.3f} [{interval['low']:.3f}, {interval['high']:.3f}]"


def _share(entry: dict[str, Any]) -> str:
    return f"{round(entry['right_first'] * entry['queries'])} of {entry['queries']}"


def _precision(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"
