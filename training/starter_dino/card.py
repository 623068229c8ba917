"""The model card that lies beside the weights, with the figures measured on those weights."""

from typing import Any

from training.starter_dino.config import StarterDinoConfig

_CARD = """\
# starter-dino

A small hybrid vision transformer that ships with Red Bicycle. It finds copies of a photo: resized, compressed,
mirrored, turned by quarters, recoloured, cropped; and it shows where in a photo it looks. It knows no words, and less
than a DINO model that can be downloaded.

Load it with timm, after the one module that registers its architecture:

```python
import resources.hybrid_vit  # of this repository

config = json.loads(Path("timm_config.json").read_text())
model = timm.create_model(config["architecture"], num_classes=0, global_pool="token", **config["model_args"])
model.load_state_dict(safetensors.torch.load_file("model.safetensors"))
```

| | |
| --- | --- |
| Architecture | `{architecture}`: {architecture_words}; {parameters:,} parameters |
| Input | {image_size_px} px, the whole photo squeezed to a square; other multiples of 16 px work too |
| Embedding | the class token, {width} numbers, compared by cosine |
| Weights | float16, `model.safetensors`, {megabytes:.1f} MB |
| Made | November 2026, in {minutes:.0f} minutes on one of 2 CPU cores (both shared with other work) |

## Licence

The code of Red Bicycle is MIT. **These weights are not**: they were trained on photos that may be used for research and
education, not commercially. So these weights are for non-commercial use only.

## What it learnt from

- **Photos**: a part of Flickr8k (Hodosh et al. 2013), {trained_on:,} photos squeezed to {photo_size_px} ×
  {photo_size_px}, without their captions; research and education only.
- **The stem**: a MobileNetV2 trained on ImageNet-1k, from google-coral/test_data (commit
  104342d2d3480b3e66203073dac24f4e2dbb4c41, Apache-2.0). Its weights up to the last stage are in this model, with batch
  normalisation folded in and nothing else changed; the rest of it showed where objects are.

No photo is in these files.

## Recipe

The stem is locked. The transformer starts from random weights, except that what it needs is laid into it: its
projection has the principal components of the stem's tokens, the first block passes the mean of all tokens on to the
class token, and in the last block the class token looks where a linear reading of the tokens, by least squares, finds
what the MobileNetV2 does. Then follows {epochs} epoch(s) of AdamW, {batch_size} photos a step, rate {learning_rate}
after a short warm-up, then along a cosine, weight decay {weight_decay}. Crops of at least {least_global_area:.0%} of a
photo are turned by quarters ({turned:.0%} of them), mirrored, recoloured, turned grey, blurred, marked. All at once
learn:

- DINO (https://arxiv.org/abs/2104.14294): 2 global crops of {global_size_px} px, {local_crops} local ones of
  {local_size_px} px, {out_dim} outputs, teacher momentum {teacher_momentum} rising to 1, teacher temperature
  {teacher_temperature}. What ships is the teacher.
- NT-Xent (https://arxiv.org/abs/2002.05709) on the class tokens of the two global crops themselves, temperature
  {copy_temperature}, weight {copy_weight}, and KoLeo, weight {koleo_weight}, which spreads class tokens out: after SSCD
  (https://arxiv.org/abs/2202.10261).
- The class token's attention in the last block (the mean over heads), by cross-entropy of weight {saliency_weight}: it
  is shown where that MobileNetV2 finds something in the crop. **So its attention is taught, not found by itself**; that
  takes DINO far more photos and steps.

`python -m training.starter_dino --photos DIR --backbone FILE --out DIR --config run.json` makes it again.

## Figures

Measured on the exported float16 file. In brackets the 95 % interval of a bootstrap, over groups and over photos.

{copies}{attention}\
On {scenes} rendered scenes the subject, {subject_area:.1%} of the area, gets {attention_over_area} times the
attention that its area would; {untrained_over_area} times by the same network untrained, by random blocks behind the
stem {random_blocks_over_area} times.

Time of an image on one thread, decoding not counted: {milliseconds}.

## What it cannot do

- It was made in minutes from a few thousand photos. Two photos of one scene, taken seconds apart, may be as close as
  two crops of one photo. Look before deleting.
{weak}\
- Where a photo has no object that ImageNet has a name for, its map points at whatever stands out.
- Looked at, its maps light the subject, or one of several, in most photos; a bicycle before a wall it missed. Its heads
  hardly differ from each other.
"""
_COPIES = """\
Pairs of copies found by the cosine alone at a precision of at least 0.99. **Ready-made**: {groups} COCO photos, each in
{edits} forms; pairs within a photo's forms are to be found, pairs of different photos are not. {others}

{head}
| **this model** |{of_model}
| pHash, 64 bits |{of_phash}
| its stem alone, the mean of tokens |{of_stem}
| random blocks behind the stem |{of_random_blocks}
| the same network untrained, stem too |{of_untrained}

Most of what it finds its stem alone finds too: some thousand photos in minutes add little to what a million taught
that.

Share found, by the form of one of the two photos: {by_edit}.

"""
_OTHERS = """\
**Made
here**: {groups} ImageNet sample photos in {edits} forms, on which nothing was chosen; among more photos the same
precision asks for a higher threshold."""
_ATTENTION = """\
Attention of the class token in the last block, mean over heads, at 224 px (14 × 14 patches), on photos that it never
saw. The outermost ring of patches is {border_area:.3f} of the area; the patches in which the MobileNetV2 that taught it
finds most are {salient_area:.3f} of it:

| photos | share on the ring | share on what its teacher finds |
| --- | --- | --- |
{rows}

"""
_ARCHITECTURE = (
    "MobileNetV2's stages up to 320 channels at every 16th pixel, then a vision transformer of depth {depth}, "
    "width {width}, {heads} heads"
)
_WEAK = "- Of copies of these forms it misses more than half, in one of the sets at least: {}.\n"
_LOW = 0.5


def model_card(config: StarterDinoConfig, figures: dict[str, Any]) -> str:
    """README.md of the model's folder. `figures` is the content of figures.json."""
    scenes = figures["scenes"]
    return _CARD.format(
        **vars(config),
        architecture_words=_ARCHITECTURE.format(**vars(config)),
        parameters=figures["parameters"],
        megabytes=figures["bytes"] / 1e6,
        minutes=figures["minutes"],
        trained_on=figures["trained_on"],
        copies=_of_copies(figures["copies"], figures["made_copies"]) if figures["copies"] else "",
        weak=_of_weakness([found for found in (figures["copies"], figures["made_copies"]) if found]),
        attention=_of_attention(figures["attention"]) if figures["attention"] else "",
        scenes=scenes["model"]["scenes"],
        subject_area=scenes["model"]["subject_area"],
        attention_over_area=interval(scenes["model"]["attention_over_area"]),
        untrained_over_area=interval(scenes["untrained"]["attention_over_area"]),
        random_blocks_over_area=interval(scenes["random_blocks"]["attention_over_area"]),
        milliseconds=", ".join(f"{value} ms at {size_px} px" for size_px, value in figures["milliseconds"].items()),
    )


def _of_copies(copies: dict[str, Any], made: dict[str, Any]) -> str:
    sets = [found for found in (copies, made) if found]
    names = ["ready-made", "made here"][: len(sets)]
    head = "| | " + " | ".join(
        f"{name}, recall of {found['model']['pairs']:,} pairs" for name, found in zip(names, sets, strict=True)
    )
    rows = {
        f"of_{name}": "".join(f" {interval(found[name]['recall'])} |" for found in sets)
        for name in ("model", "phash", "stem", "random_blocks", "untrained")
    }
    return _COPIES.format(
        **rows,
        head=f"{head} |\n|{' --- |' * (len(sets) + 1)}",
        others=_OTHERS.format(groups=made["groups"], edits=len(made["edits"])) if made else "",
        groups=copies["groups"],
        edits=len(copies["edits"]),
        by_edit="; ".join(f"{name}: {_shares(found['edits'])}" for name, found in zip(names, sets, strict=True)),
    )


def _shares(edits: dict[str, float]) -> str:
    return ", ".join(f"{edit} {share:.2f}" for edit, share in edits.items())


def _of_weakness(sets: list[dict[str, Any]]) -> str:
    missed = sorted({edit for found in sets for edit, share in found["edits"].items() if share < _LOW})
    return _WEAK.format(", ".join(missed)) if missed else ""


def _of_attention(attention: dict[str, Any]) -> str:
    first = next(iter(attention.values()))
    rows = [
        f"| {name}, {found['photos']} photos | {interval(found['border_share'])} | {interval(found['salient_share'])} |"
        for name, found in attention.items()
    ]
    areas = {name: first[name] for name in ("border_area", "salient_area")}
    return _ATTENTION.format(**areas, rows="\n".join(rows))


def interval(measured: dict[str, float]) -> str:
    """A mean and its interval, as the card has them."""
    return f"{measured['value']:.3f} [{measured['low']:.3f}, {measured['high']:.3f}]"
