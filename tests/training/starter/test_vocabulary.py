from typing import Any

import torch

from training.starter.config import StarterConfig
from training.starter.model import build_model, tokenizer_of
from training.starter.vocabulary import Vocabulary

CAPTIONS = ["a red bicycle", "two dogs run on a beach .", "snow"]


def test_a_smaller_vocabulary_changes_no_caption_that_it_covers(tiny_config: StarterConfig) -> None:
    model: Any = build_model(tiny_config).eval()
    tokens = tokenizer_of(tiny_config.context_length)(CAPTIONS)
    vocabulary = Vocabulary(tokens)
    with torch.no_grad():
        expected = model.encode_text(tokens)
        vocabulary.shrink(model)
        assert model.token_embedding.num_embeddings < 20
        torch.testing.assert_close(model.encode_text(vocabulary.compact(tokens)), expected)
        unknown = torch.arange(tiny_config.text_width, dtype=torch.float32)
        vocabulary.restore(model, unknown)
        torch.testing.assert_close(model.encode_text(tokens), expected)
    assert model.token_embedding.num_embeddings == model.vocab_size
    unseen = int(tokenizer_of(4)(["volcano"])[0, 1])
    torch.testing.assert_close(model.token_embedding.weight[unseen], unknown)
