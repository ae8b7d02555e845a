"""GraniteMoE with sliding windows: IBM, 2026. Its attention is Granite's with such windows."""

from __future__ import annotations

from auto_core.configs.granitemoe_swa import GraniteMoeSWAConfig

from .. import nn
from ..blocks.routers import top_then_softmax
from ..blocks.variation import variation
from . import granite_swa, granitemoe, granitemoeshared, llama, mixtral


class GraniteMoeSWAMoE(mixtral.SparseMoeBlock):
    """GraniteMoE's experts under the names that transformers 5 gives them."""

    def add_router(self, config: GraniteMoeSWAConfig) -> None:
        self.router = nn.Linear(config.hidden_size, config.experts, bias=False)

    def route(self, hidden):
        logits = self.router(hidden)
        return logits, *top_then_softmax(logits, self.count)


class GraniteMoeSWADecoderLayer(granitemoeshared.GraniteMoeSharedDecoderLayer):
    attention_class, sparse_class = granite_swa.GraniteSWAAttention, GraniteMoeSWAMoE


class GraniteMoeSWAPreTrainedModel(granitemoe.GraniteMoePreTrainedModel):
    config_class = GraniteMoeSWAConfig
    renames = llama.LlamaPreTrainedModel.renames
    layer_class, rotary_class = GraniteMoeSWADecoderLayer, granite_swa.RotaryByTheta


class GraniteMoeSWAModel(
    granite_swa.LayersOfThetas, granitemoe.GraniteMoeModel, GraniteMoeSWAPreTrainedModel
):
    """GraniteMoE with sliding windows, without a head."""


HEADS = variation(__name__, "GraniteMoeSWA", granitemoe, GraniteMoeSWAConfig)
