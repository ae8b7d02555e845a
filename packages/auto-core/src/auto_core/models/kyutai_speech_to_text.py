"""Kyutai's speech to text: Zeghidour et al., 2025, arXiv:2509.08753.

Moshi's decoder, which reads at each frame the codes of what is said and the token that it wrote at
the frame before. The codes are Mimi's.

b batch, t frames, q codebooks, d hidden, v vocabulary, n samples.
"""

from __future__ import annotations

from auto_core.configs.kyutai_speech_to_text import KyutaiSpeechToTextConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.decoder_heads import CausalLM
from ..blocks.parts import build
from . import moshi


class KyutaiSpeechToTextEmbeddings(nn.Module):
    """The sum of the vectors of a token and of a frame's codes."""

    def __init__(self, config: KyutaiSpeechToTextConfig):
        super().__init__()
        self.books, self.tokens = config.num_codebooks, config.vocab_size
        self.codes, self.padding = config.codebook_vocab_size, config.audio_pad_token_id
        self.embed_tokens = nn.Embedding(
            config.rows, config.hidden_size, padding_idx=config.audio_pad_token_id
        )

    def forward(self, ids):  # [b t 1+q] -> [b t d]
        book = ops.arange(0, self.books, like=ids, dtype="int64") * self.codes + self.tokens
        first = ops.cat([ops.zeros((1,), like=book), book], 0)
        rows = ops.where(ids == self.padding, ids, ids + ops.cast(first, ops.dtype(ids)))
        return ops.sum(self.embed_tokens(rows), 2)


class KyutaiSpeechToTextPreTrainedModel(nn.PreTrainedModel):
    """What all models of Kyutai's speech to text share."""

    config_class = KyutaiSpeechToTextConfig
    base_model_prefix = "model"
    head_parts = (r"^(lm_head|codec_model)\.",)


class KyutaiSpeechToTextModel(moshi.GatedDecoder, KyutaiSpeechToTextPreTrainedModel):
    """The decoder without a head.

    Args of `forward`:
        input_ids: [b t 1+q], a token and the codes of each frame; or inputs_embeds [b t d].
        attention_mask: [b t], 1 for frames and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: KyutaiSpeechToTextConfig):
        super().__init__(config)
        self.embed_tokens = KyutaiSpeechToTextEmbeddings(config)
        self.add_layers(config)

    def get_input_embeddings(self):
        return None  # of tokens and codes together

    def embed(self, input_ids):  # [b t 1+q] -> [b t d]
        shape, count = ops.shape(input_ids), self.config.num_codebooks + 1
        if len(shape) != 3 or shape[2] != count:
            raise InputError(
                f"input_ids have shape {tuple(shape)}, expected [batch, frames, {count}]."
            )
        return self.embed_tokens(input_ids)


class KyutaiSpeechToTextForConditionalGeneration(CausalLM, KyutaiSpeechToTextPreTrainedModel):
    """The next token of a transcript; `generate` takes waveforms, `input_values` [b 1 n]."""

    base_class = KyutaiSpeechToTextModel
    generation_loop = "framewise"

    def add_head(self, config: KyutaiSpeechToTextConfig) -> None:
        super().add_head(config)
        self.codec_model = build(config.codec_config)


HEADS = {
    "base": KyutaiSpeechToTextModel,
    "speech-seq2seq": KyutaiSpeechToTextForConditionalGeneration,
    "multimodal-lm": KyutaiSpeechToTextForConditionalGeneration,
}
