"""MiniCPM3: OpenBMB, 2024, arXiv:2404.06395.

LLaMA's network with DeepSeek's latent attention, and with multipliers of embeddings, of residual
branches and of what logits are computed from.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.minicpm3 import MiniCPM3Config

from .. import nn
from ..blocks.latent_attention import LatentAttention
from ..blocks.variation import variation
from . import granite, llama


class MiniCPM3DecoderLayer(granite.GraniteDecoderLayer):
    attention_class = LatentAttention


class MiniCPM3PreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = MiniCPM3Config
    layer_class = MiniCPM3DecoderLayer


class MiniCPM3Model(llama.LlamaModel, MiniCPM3PreTrainedModel):
    """MiniCPM3 without a head; called like LlamaModel. `inputs_embeds` are taken as they are."""

    def token_embeddings(self, config: MiniCPM3Config) -> nn.Embedding:
        return nn.Embedding(
            config.vocab_size,
            config.hidden_size,
            padding_idx=config.pad_token_id,
            scale=config.scale_emb,
        )


class MiniCPM3ForCausalLM(llama.LlamaForCausalLM, MiniCPM3PreTrainedModel):
    base_class = MiniCPM3Model

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden * (self.config.dim_model_base / self.config.hidden_size))


HEADS = variation(
    __name__,
    "MiniCPM3",
    llama,
    MiniCPM3Config,
    without=["token-classification", "question-answering"],
)
