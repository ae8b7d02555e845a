"""BERT for generation: Rothe et al., 2020, arXiv:1907.12461.

BERT's network without segments, as the encoder or the decoder of a pair (`encoder_decoder`).

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.bert_generation import BertGenerationConfig

from .. import nn, ops
from ..blocks.text_heads import CausalLM
from .bert import BertEncoder, BertStack


class BertGenerationEmbeddings(nn.Module):
    """Embeddings of tokens and positions."""

    def __init__(self, config: BertGenerationConfig):
        super().__init__()
        d, positions = config.hidden_size, config.max_position_embeddings
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(positions, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, position_ids, inputs_embeds, *, start):  # -> [b t d]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0) + start
        return self.dropout(self.LayerNorm(embeds + self.position_embeddings(position_ids)))


class BertGenerationPreTrainedModel(nn.PreTrainedModel):
    """What the encoder and the decoder share."""

    config_class = BertGenerationConfig
    base_model_prefix = "bert"
    optional_parts = (r"\.crossattention\.",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = BertGenerationEmbeddings, BertEncoder
    ignored_keys = (r"embeddings\.position_ids$",)


class BertGenerationEncoder(BertStack, BertGenerationPreTrainedModel):
    """The network without a head; with `is_decoder` it attends to no later tokens."""

    def __init__(self, config: BertGenerationConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        return self.embeddings(input_ids, position_ids, inputs_embeds, start=start)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            input_ids,
            attention_mask,
            None,
            position_ids,
            inputs_embeds,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class BertGenerationOnlyLMHead(nn.Module):
    def __init__(self, config: BertGenerationConfig):
        super().__init__()
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")  # the decoder's, tied

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(hidden)


class BertGenerationDecoder(CausalLM, BertGenerationPreTrainedModel):
    base_class = BertGenerationEncoder
    output_embeddings = "lm_head.decoder"
    tied_weights = {
        "lm_head.decoder.weight": "bert.embeddings.word_embeddings.weight",
        "lm_head.decoder.bias": "lm_head.bias",
    }

    def add_head(self, config: BertGenerationConfig) -> None:
        self.lm_head = BertGenerationOnlyLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden)


PREFIX = "BertGeneration"
HEADS = {"base": BertGenerationEncoder, "causal-lm": BertGenerationDecoder}
