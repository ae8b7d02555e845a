"""BioGPT: Luo et al., 2022, arXiv:2210.10341.

XGLM's layers with learnt positions, which count the tokens of the attention mask.

b batch, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.biogpt import BioGptConfig
from auto_core.outputs import TokenClassifierOutput

from .. import nn, ops
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM, SequenceClassification, TokenClassification
from ..blocks.losses import IGNORED, token_loss
from .opt import OFFSET, counted_positions
from .xglm import EPS, XGLMDecoderLayer


class BioGptPreTrainedModel(nn.PreTrainedModel):
    config_class = BioGptConfig
    base_model_prefix = "biogpt"
    head_parts = (r"^(output_projection|score|classifier)\.",)


class BioGptModel(Decoder, BioGptPreTrainedModel):
    """BioGPT without a head."""

    input_order = (
        "input_ids",
        "attention_mask",
        "inputs_embeds",
        "past_key_values",
        "use_cache",
        "position_ids",
    )

    def __init__(self, config: BioGptConfig):
        super().__init__(config)
        d, layers = config.hidden_size, range(config.num_hidden_layers)
        self.embed_tokens = nn.Embedding(
            config.vocab_size,
            d,
            padding_idx=config.pad_token_id,
            scale=d**0.5 if config.scale_embedding else None,
        )
        self.embed_positions = nn.Embedding(config.max_position_embeddings + OFFSET, d)
        self.layers = nn.ModuleList(XGLMDecoderLayer(config) for _ in layers)
        self.layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        given = inputs_embeds if input_ids is None else input_ids
        rank = 0 if attention_mask is None else len(ops.shape(attention_mask))
        if position_ids is None and rank == 2 and given is not None:
            position_ids = counted_positions(attention_mask, past_key_values, given)
        return super().forward(
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.dropout(embeddings + self.embed_positions(position_ids + OFFSET)), None

    def finish(self, hidden):
        return self.layer_norm(hidden)


class BioGptForCausalLM(CausalLM, BioGptPreTrainedModel):
    base_class = BioGptModel
    output_embeddings = "output_projection"
    tied_weights = {"output_projection.weight": "biogpt.embed_tokens.weight"}

    def add_head(self, config: BioGptConfig) -> None:
        self.output_projection = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.output_projection(hidden)


class BioGptForSequenceClassification(SequenceClassification, BioGptPreTrainedModel):
    base_class = BioGptModel


class BioGptForTokenClassification(TokenClassification, BioGptPreTrainedModel):
    """A class per token: labels [b t], -100 for tokens that do not count; nor does padding."""

    base_class = BioGptModel
    classifier_name = "classifier"

    def add_head(self, config: BioGptConfig) -> None:
        super().add_head(config)
        p = config.classifier_dropout
        self.dropout = nn.Dropout(config.hidden_dropout_prob if p is None else p)

    def forward(self, labels=None, **inputs: Any):
        attention_mask = inputs.get("attention_mask")
        if labels is not None and attention_mask is not None:
            labels = ops.where(attention_mask == 1, labels, IGNORED)
        output = self.encode(**inputs)
        logits = self.classifier(self.dropout(output.last_hidden_state))  # [b t c]
        loss = None if labels is None else token_loss(logits, labels)
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


HEADS = {
    "base": BioGptModel,
    "causal-lm": BioGptForCausalLM,
    "sequence-classification": BioGptForSequenceClassification,
    "token-classification": BioGptForTokenClassification,
}
