"""M2M-100: Fan et al., 2020, arXiv:2010.11125, and NLLB-200: 2022, arXiv:2207.04672.

BART's network for translation between many languages: norms before each part and after the last
layer, and sinusoidal positions that skip padding. The decoder starts with the end token, then the
language to write in (`forced_bos_token_id`).
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.m2m_100 import M2M100Config

from .. import ops
from ..blocks import kv_cache
from ..blocks.position_ids import sinusoids, unpadded_positions
from ..blocks.seq2seq_heads import Seq2SeqLM
from ..blocks.variation import variation
from . import bart


class M2M100Stack(bart.BartStack):
    """The encoder or the decoder. Padding has no position."""

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.padding, self.size = config.pad_token_id, config.d_model

    def learns_positions(self, config: Any) -> bool:
        return False

    def positions(self, input_ids, hidden, past):
        start = kv_cache.filled(past)
        index = unpadded_positions(input_ids, hidden, pad=self.padding, start=start)
        waves = sinusoids(index, self.size, interleaved=False, like=hidden)
        return ops.where(ops.unsqueeze(index != self.padding, -1), waves, 0.0)


class M2M100PreTrainedModel(bart.BartPreTrainedModel):
    """What all M2M-100 models share."""

    config_class = M2M100Config
    stack_class = M2M100Stack
    # Sinusoids and versions, in files of fairseq's and of transformers before 4.
    ignored_keys = (
        r"embed_positions\.(weights|_float_tensor)$",
        *bart.BartPreTrainedModel.ignored_keys,
    )


class M2M100Model(bart.BartModel, M2M100PreTrainedModel):
    pass


class M2M100ForConditionalGeneration(Seq2SeqLM, bart.BartHead, M2M100PreTrainedModel):
    base_class = M2M100Model
    cache_with_labels = True

    @property
    def tied_weights(self):
        ties = bart.embedding_ties(self.config, "model.")
        return ties | {"lm_head.weight": "model.shared.weight"}


HEADS = variation(
    __name__,
    "M2M100",
    bart,
    M2M100Config,
    without=[
        "pretraining",
        "masked-lm",
        "causal-lm",
        "sequence-classification",
        "question-answering",
    ],
)
