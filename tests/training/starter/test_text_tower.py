from typing import Any

import torch

from training.starter.config import StarterConfig
from training.starter.model import build_model, tokenizer_of
from training.starter.text_tower import Vocabulary, encode_text

CAPTIONS = ["a red bicycle", "two dogs run on a beach .", "snow"]


def test_it_gives_what_open_clip_gives(tiny_config: StarterConfig) -> None:
    model: Any = build_model(tiny_config).eval()
    with torch.no_grad():
        for parameter in model.transformer.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
        whole = tokenizer_of(tiny_config.context_length)(CAPTIONS)
        expected = model.encode_text(whole)
        torch.testing.assert_close(encode_text(model, whole), expected, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(encode_text(model, whole[:, :9]), expected, rtol=1e-4, atol=1e-5)


def test_a_smaller_vocabulary_changes_no_caption_that_it_covers(tiny_config: StarterConfig) -> None:
    model: Any = build_model(tiny_config).eval()
    tokens = tokenizer_of(tiny_config.context_length)(CAPTIONS)
    vocabulary = Vocabulary(tokens)
    with torch.no_grad():
        expected = encode_text(model, tokens)
        vocabulary.shrink(model)
        assert model.token_embedding.num_embeddings < 20
        torch.testing.assert_close(encode_text(model, vocabulary.compact(tokens)), expected)
        unknown = torch.arange(tiny_config.text_width, dtype=torch.float32)
        vocabulary.restore(model, unknown)
        torch.testing.assert_close(encode_text(model, tokens), expected)
    assert model.token_embedding.num_embeddings == model.vocab_size
    unseen = int(tokenizer_of(4)(["volcano"])[0, 1])
    torch.testing.assert_close(model.token_embedding.weight[unseen], unknown)
