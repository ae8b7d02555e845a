"""ERNIE: Sun et al., 2019, arXiv:1904.09223; 2.0: arXiv:1907.12412; 3.0: arXiv:2107.02137.

BERT, to whose embeddings each token's task may be added.

b batch, t tokens, k keys, d hidden.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.configs.ernie import ErnieConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.variation import variation
from . import bert
from .bert import BertEmbeddings, BertModel


class ErnieEmbeddings(BertEmbeddings):
    def __init__(self, config: PreTrainedConfig, *, size: int, pad_position: int | None = None):
        super().__init__(config, size=size, pad_position=pad_position)
        self.task_type_embeddings = None
        if config.use_task_id:
            self.task_type_embeddings = nn.Embedding(config.task_type_vocab_size, size)

    def of_task(self, embeds, task_type_ids):  # [b t d], [b t] -> [b t d]
        """Embeddings of tokens with those of their tasks."""
        if self.task_type_embeddings is None:
            return embeds
        if task_type_ids is None:
            task_type_ids = ops.zeros((1, 1), like=embeds, dtype="int64")
        return embeds + self.task_type_embeddings(task_type_ids)


class ErniePreTrainedModel(bert.BertPreTrainedModel):
    """What all ERNIE models share."""

    config_class = ErnieConfig
    base_model_prefix = "ernie"
    embeddings_class = ErnieEmbeddings


class ErnieModel(BertModel, ErniePreTrainedModel):
    """ERNIE without a head; called like BertModel, with `task_type_ids` [b t], 0 by default."""

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        task_type_ids=None,
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
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if inputs_embeds is None:
            inputs_embeds = self.embeddings.word_embeddings(input_ids)
        return super().forward(
            None,
            attention_mask,
            token_type_ids,
            position_ids,
            self.embeddings.of_task(inputs_embeds, task_type_ids),
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


HEADS = variation(
    __name__,
    "Ernie",
    bert,
    ErnieConfig,
    heads={"causal-lm": dict(name="ErnieForCausalLM")},
    without=["text-encoding"],
    base_model_prefix="ernie",
)
