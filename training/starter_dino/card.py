"""The model card that lies beside the weights, with the figures measured on those weights."""

from typing import Any

from training.starter_dino.config import StarterDinoConfig

_CARD = """\
# starter-dino

A small vision transformer that ships with Red Bicycle. It finds copies of a photo: resized, compressed,
mirrored, turned by quarters, cropped a little. It knows no words, and far less than a DINO model that can be
downloaded.

Load it with plain timm:

```python
config = json.loads(Path("timm_config.json").read_text())
model = timm.create_model(config["architecture"], num_classes=0, **config["model_args"])
model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
```

| | |
| --- | --- |
| Architecture | timm's `{architecture}` with depth {depth}, width {width}, {heads} heads, {parameters:,} parameters |
| Input | {image_size_px} px, the whole photo squeezed to a square; other multiples of {patch_px} px work too |
| Embedding | the class token, {width} numbers, compared by cosine |
| Weights | float16, `model.safetensors`, {megabytes:.1f} MB |
| Made | November 2026, in {minutes:.0f} minutes on one of 2 CPU cores (both shared with other work) |

## Licence

The code of Red Bicycle is MIT. **These weights are not**: they were trained on photos that may be used for research and
education, not commercially. So these weights are for non-commercial use only.

## What it learnt from

- **Photos**: a part of Flickr8k (Hodosh et al. 2013), {trained_on:,} photos squeezed to {photo_size_px} ×
  {photo_size_px}, without their captions; research and education only.
{guide_source}
No photo is in these files.

## Recipe

1. A warm start by SimCLR (https://arxiv.org/abs/2002.05709) from random weights, {warm_epochs} epochs: two crops of
   {global_size_px} px, NT-Xent on the class tokens themselves, temperature {warm_temperature}, rate
   {warm_learning_rate}. The patch embedding starts with the principal components of patches. Trials of DINO without
   this start stayed near where they began in the time there was.
2. DINO (https://arxiv.org/abs/2104.14294), {epochs} epoch(s): 2 global crops of {global_size_px} px and {local_crops}
   local ones of {local_size_px} px, {out_dim} outputs, teacher momentum {teacher_momentum} rising to 1, teacher
   temperature {teacher_temperature}, KoLeo {koleo_weight}, rate {learning_rate}. What ships is the teacher.

In both stages AdamW, {batch_size} photos a step, weight decay {weight_decay}; crops are turned by quarters
({turned:.0%} of them), mirrored, recoloured, turned grey, blurred, marked.
{guide_recipe}
`python -m training.starter_dino --photos DIR{guide_option} --out DIR --config run.json` makes it again.

## Figures

Measured on the exported float16 file. In brackets the 95 % interval of a bootstrap, over groups and over photos.

{copies}{attention}\
On {scenes} rendered scenes the subject, {subject_area:.1%} of the area, gets {attention_over_area} times the
attention that its area would; {untrained_over_area} times by the same network untrained.

Time of an image on one thread, decoding not counted, on a machine busy with other work: {milliseconds}.

## What it cannot do

- It does not know what things are. Alike to it is what has like colours, shapes and places: two photos of one scene may
  be as close as two crops of one photo. Look before deleting.
- Grey copies and small crops of a photo are mostly missed, lighter ones often.
- Among many photos it has to be stricter and misses more than pHash does, which in turn misses all that is mirrored or
  turned: use both.
- **Its attention does not follow objects in photos.** Looked at, the maps are noisy: heads prefer bright, dark or
  strongly coloured patches, sometimes on the object and sometimes beside it. They do not prefer borders. An outline or
  a region that means something needs a model trained far longer.
"""

_COPIES = """\
Pairs of copies found by the cosine alone at a precision of at least 0.99 ({groups} photos, each in {edits} forms; pairs
within a photo's forms are to be found, pairs of different photos are not). The recipe was chosen with an eye on these
photos, so they flatter it:

| | recall of {pairs:,} pairs |
| --- | --- |
| **this model** | {recall_model} |
| pHash, 64 bits | {recall_phash} |
| the same network untrained | {recall_untrained} |

Share found, by the form of one of the two photos: {by_edit}.

{others}"""
_OTHERS = """\
The same with copies made of {groups} ImageNet sample photos in {edits} forms, on which nothing was chosen; among more
photos the same precision asks for a higher threshold: this model {recall_model}, pHash {recall_phash}, untrained
{recall_untrained}.

"""
_ATTENTION = """\
Attention of the class token in the last block, mean over heads, at 224 px (14 × 14 patches). Even attention gives the
outermost ring of patches {border_area:.3f}, which is its share of the area:

| photos | share on the ring |
| --- | --- |
{rows}

"""
_GUIDE_SOURCE = """\
- **Where objects are**: a MobileNetV2 trained on ImageNet-1k, from google-coral/test_data (commit
  104342d2d3480b3e66203073dac24f4e2dbb4c41, Apache-2.0). Its weights are not in this model and it gave no features.
"""
_GUIDE_RECIPE = """
DINO's attention finds objects by itself only after far more photos and steps. So the class token's attention in the
last block (the mean over heads) is trained in the same run, by cross-entropy of weight {saliency_weight}, to look where
that MobileNetV2's classes rise above their mean. In a run this short it hardly learns that: see what it cannot do.
"""


def model_card(config: StarterDinoConfig, figures: dict[str, Any]) -> str:
    """README.md of the model's folder. `figures` is the content of figures.json."""
    settings, guided, scenes = vars(config), figures["guided"], figures["scenes"]
    return _CARD.format(
        **settings,
        parameters=figures["parameters"],
        megabytes=figures["bytes"] / 1e6,
        minutes=figures["minutes"],
        trained_on=figures["trained_on"],
        guide_source=_GUIDE_SOURCE if guided else "",
        guide_recipe=_GUIDE_RECIPE.format(**settings) if guided else "",
        guide_option=" --backbone FILE" if guided else "",
        copies=_of_copies(figures["copies"], figures["made_copies"]) if figures["copies"] else "",
        attention=_of_attention(figures["attention"]) if figures["attention"] else "",
        scenes=scenes["model"]["scenes"],
        subject_area=scenes["model"]["subject_area"],
        attention_over_area=interval(scenes["model"]["attention_over_area"]),
        untrained_over_area=interval(scenes["untrained"]["attention_over_area"]),
        milliseconds=", ".join(f"{value} ms at {size_px} px" for size_px, value in figures["milliseconds"].items()),
    )


def _of_copies(copies: dict[str, Any], made: dict[str, Any]) -> str:
    others = _OTHERS.format(groups=made["groups"], edits=len(made["edits"]), **_recalls(made)) if made else ""
    return _COPIES.format(
        others=others,
        groups=copies["groups"],
        edits=len(copies["edits"]),
        pairs=copies["model"]["pairs"],
        **_recalls(copies),
        by_edit=", ".join(f"{edit} {share:.2f}" for edit, share in copies["edits"].items()),
    )


def _recalls(copies: dict[str, Any]) -> dict[str, str]:
    return {f"recall_{name}": interval(copies[name]["recall"]) for name in ("model", "phash", "untrained")}


def _of_attention(attention: dict[str, Any]) -> str:
    rows = [
        f"| {name}, {entry['photos']} photos | {interval(entry['border_share'])} |" for name, entry in attention.items()
    ]
    return _ATTENTION.format(border_area=next(iter(attention.values()))["border_area"], rows="\n".join(rows))


def interval(measured: dict[str, float]) -> str:
    """A mean and its interval, as the card has them."""
    return f"{measured['value']:.3f} [{measured['low']:.3f}, {measured['high']:.3f}]"
