"""ESM C: EvolutionaryScale, 2024. Proteins, one amino acid a token.

LLaMA's layers as an encoder with layer norms, also of all queries and keys, whose parts' outputs
are smaller the deeper it is. Several chains may lie in one text, and attend each to itself.

b batch, t tokens, q queries, k keys, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

import math

from auto_core.configs.esmc import EsmcConfig

from .. import nn, ops
from ..blocks import text_heads
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import TokenClassification
from ..blocks.encoder import Encoder
from ..blocks.rotary import RotaryEmbedding
from . import llama
from .roberta import RobertaClassificationHead


class EsmcAttention(llama.LlamaAttention):
    """Attention with norms of all heads' queries and keys together."""

    def __init__(self, config: EsmcConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.epsilon
        self.q_norm = nn.LayerNorm(d, eps=eps, bias=False)
        self.k_norm = nn.LayerNorm(d, eps=eps, bias=False)

    def project(self, hidden):  # [b t d] -> three of [b t h s]
        query, key = self.q_norm(self.q_proj(hidden)), self.k_norm(self.k_proj(hidden))
        return tuple(split_heads(x, self.head_size) for x in (query, key, self.v_proj(hidden)))


class EsmcLayer(llama.LlamaDecoderLayer):
    """Attention, then the feed-forward part, each of a norm, divided and added to its input."""

    attention_class, norm_class = EsmcAttention, nn.LayerNorm

    def __init__(self, config: EsmcConfig):
        super().__init__(config)
        self.depth = math.sqrt(config.num_hidden_layers / 36)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + output / self.depth
        return hidden + self.mlp(self.post_attention_layernorm(hidden)) / self.depth


class EsmcPreTrainedModel(nn.PreTrainedModel):
    """What all ESM C models share."""

    config_class = EsmcConfig
    base_model_prefix = "esmc"
    head_parts = (r"^(lm_head|score|classifier)\.",)


class EsmcModel(Encoder, EsmcPreTrainedModel):
    """ESM C without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t], 0, 1, 2, ... by default, over all chains of a text.
        sequence_id: [b t] integers, the chain of each token, which attend to those of their own;
            -1 for padding. With it, attention_mask says nothing.

    Returns:
        last_hidden_state [b t d] and on request hidden_states and attentions.
    """

    def __init__(self, config: EsmcConfig):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(EsmcLayer(config) for _ in range(config.num_hidden_layers))
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.epsilon, bias=False)
        self.rotary_emb = RotaryEmbedding(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        sequence_id=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if sequence_id is not None:
            attention_mask = ops.unsqueeze(sequence_id, 2) == ops.unsqueeze(sequence_id, 1)
        return super().forward(
            input_ids,
            attention_mask,
            position_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class EsmcMaskedLMHead(nn.Module):
    def __init__(self, config: EsmcConfig):
        super().__init__()
        d = config.hidden_size
        self.dense = nn.Linear(d, d)
        self.layer_norm = nn.LayerNorm(d, eps=1e-5)
        self.decoder = nn.Linear(d, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]
        hidden = ops.gelu(self.dense(hidden), approximate="none")
        return self.decoder(self.layer_norm(hidden))


class EsmcForMaskedLM(text_heads.MaskedLM, EsmcPreTrainedModel):
    base_class = EsmcModel
    output_embeddings = "lm_head.decoder"

    def add_head(self, config: EsmcConfig) -> None:
        self.lm_head = EsmcMaskedLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


class EsmcForSequenceClassification(text_heads.SequenceClassification, EsmcPreTrainedModel):
    base_class = EsmcModel

    def add_head(self, config: EsmcConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=config.classifier_dropout or 0)

    def score(self, output):  # -> [b c]
        return self.classifier(output.last_hidden_state)


class EsmcForTokenClassification(TokenClassification, EsmcPreTrainedModel):
    base_class = EsmcModel


HEADS = {
    "base": EsmcModel,
    "masked-lm": EsmcForMaskedLM,
    "sequence-classification": EsmcForSequenceClassification,
    "token-classification": EsmcForTokenClassification,
}
