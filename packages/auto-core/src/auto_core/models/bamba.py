"""Bamba: IBM, Princeton, CMU and UIUC, 2024.

LLaMA's network most of whose layers have Mamba 2's mixer in the place of attention.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.bamba import BambaConfig
from auto_core.outputs import CausalLMOutputWithPast

from .. import nn, ops
from ..blocks.decoder_heads import CausalLM
from ..blocks.hybrid import HybridDecoder
from ..blocks.losses import widened
from ..blocks.rotary import RotaryEmbedding
from . import llama, mamba2


class BambaDecoderLayer(nn.Block):
    """A mixer or attention, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: BambaConfig, kind: str):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.attends = kind == "full_attention"
        if self.attends:
            self.self_attn = llama.LlamaAttention(config)
        else:
            self.mamba = mamba2.Mamba2Mixer(config)
        self.feed_forward = llama.LlamaMLP(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_ff_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        if self.attends:
            hidden = hidden + self.self_attn(normed, rotation, context)
        else:
            hidden = hidden + self.mamba(normed, context)
        return hidden + self.feed_forward(self.pre_ff_layernorm(hidden))


class BambaPreTrainedModel(nn.PreTrainedModel):
    """What all Bamba models share."""

    config_class = BambaConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    carries_states = True


class BambaModel(HybridDecoder, BambaPreTrainedModel):
    """Bamba without a head; called like LlamaModel."""

    def __init__(self, config: BambaConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            BambaDecoderLayer(config, kind) for kind in config.layers_block_type
        )
        self.final_layernorm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def keeps_states(self, layer: int) -> bool:
        return self.config.layers_block_type[layer] == "linear_attention"

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.final_layernorm(hidden)


class BambaForCausalLM(CausalLM, BambaPreTrainedModel):
    base_class = BambaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def forward(self, labels=None, *, logits_to_keep=0, **inputs):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their positions."""
        output = super().forward(labels, logits_to_keep=logits_to_keep, **inputs)
        if labels is None or not self.config.z_loss_coefficient:
            return output
        sums = ops.logsumexp(widened(output.logits), -1)  # [b t]
        loss = output.loss + self.config.z_loss_coefficient * ops.mean(sums * sums, (0, 1))
        return CausalLMOutputWithPast.of(output, loss=loss)


HEADS = {"base": BambaModel, "causal-lm": BambaForCausalLM}
