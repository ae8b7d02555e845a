"""Idefics2: Laurençon et al., 2024, arXiv:2405.02246.

SigLIP's patches of images of any size, projected and resampled to a fixed number of vectors, among
the tokens of a language model. Each text has as many images as the others; those that it lacks are
zeros.

n images, H W pixels, p patches of an image, l latents, e hidden of the image encoder, d hidden.
"""

from __future__ import annotations

from auto_core.configs.idefics2 import (
    Idefics2Config,
    Idefics2PerceiverConfig,
    Idefics2VisionConfig,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from . import idefics3, llava


class Idefics2VisionTransformer(idefics3.Idefics3VisionTransformer):
    __doc__ = idefics3.Idefics3VisionTransformer.__doc__
    config_class = Idefics2VisionConfig


class Idefics2MLP(nn.Module):
    """A gated feed-forward part (Shazeer, 2020, arXiv:2002.05202)."""

    def __init__(self, inputs: int, inner: int, outputs: int, act: str):
        super().__init__()
        self.gate_proj = nn.Linear(inputs, inner, bias=False)
        self.up_proj = nn.Linear(inputs, inner, bias=False)
        self.down_proj = nn.Linear(inner, outputs, bias=False)
        self.activation = activation(act)

    def forward(self, hidden):
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class Idefics2PerceiverAttention(nn.Module):
    """Latents attend to patches and to themselves."""

    def __init__(self, config: Idefics2PerceiverConfig):
        super().__init__()
        d, self.size = config.hidden_size, config.resampler_head_dim
        heads, kv_heads = config.resampler_n_heads, config.num_key_value_heads
        self.q_proj = nn.Linear(d, heads * self.size, bias=False)
        self.k_proj = nn.Linear(d, kv_heads * self.size, bias=False)
        self.v_proj = nn.Linear(d, kv_heads * self.size, bias=False)
        self.o_proj = nn.Linear(heads * self.size, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, latents, context, attend):  # [n l d], [n p d] -> [n l d]
        both = ops.cat([context, latents], 1)
        query = split_heads(self.q_proj(latents), self.size)
        key = split_heads(self.k_proj(both), self.size)
        value = split_heads(self.v_proj(both), self.size)
        options = dict(scale=self.size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class Idefics2PerceiverLayer(nn.Block):
    def __init__(self, config: Idefics2PerceiverConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.input_latents_norm = nn.RMSNorm(d, eps=eps)
        self.input_context_norm = nn.RMSNorm(d, eps=eps)
        self.self_attn = Idefics2PerceiverAttention(config)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.mlp = Idefics2MLP(d, 4 * d, d, config.hidden_act)

    def forward(self, latents, context, attend):  # [n l d], [n p d] -> [n l d]
        normal = self.input_latents_norm(latents), self.input_context_norm(context)
        latents = latents + self.self_attn(*normal, attend)
        return latents + self.mlp(self.post_attention_layernorm(latents))


class Idefics2PerceiverResampler(nn.Module):
    """A fixed number of vectors of each image (Jaegle et al., 2021, arXiv:2103.03206)."""

    def __init__(self, config: Idefics2PerceiverConfig):
        super().__init__()
        d = config.hidden_size
        self.latents = nn.Parameter((config.resampler_n_latents, d), init="ones")
        self.layers = nn.ModuleList(
            Idefics2PerceiverLayer(config) for _ in range(config.resampler_depth)
        )
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)

    def forward(self, context, patch_mask):  # [n p d], [n p] or None -> [n l d]
        latents = ops.asarray(self.latents)
        images, (count, d) = ops.shape(context)[0], ops.shape(latents)
        latents = ops.expand(ops.unsqueeze(latents, 0), (images, count, d))
        mask = None
        if patch_mask is not None:
            own = ops.ones((images, count), like=latents, dtype="int64") == 1
            mask = boolean_mask(ops.cat([patch_mask, own], 1))
        attend = Attention(Recorder(cache=False), mask)
        for layer in self.layers:
            latents = layer(latents, context, attend)
        return self.norm(latents)


class Idefics2Connector(nn.Module):
    """Patches projected, then resampled."""

    def __init__(self, config: Idefics2Config):
        super().__init__()
        text = config.text_config
        sizes = config.vision_config.hidden_size, text.intermediate_size, text.hidden_size
        self.modality_projection = Idefics2MLP(*sizes, text.hidden_act)
        self.perceiver_resampler = Idefics2PerceiverResampler(config.perceiver_config)

    def forward(self, patches, patch_mask):  # [n p e], [n p] or None -> [n l d]
        return self.perceiver_resampler(self.modality_projection(patches), patch_mask)


class Idefics2PreTrainedModel(idefics3.Idefics3PreTrainedModel):
    """What all Idefics2 models share."""

    config_class = Idefics2Config
    vision_class = Idefics2VisionTransformer
    connector_class = Idefics2Connector

    def vectors(self, height: int, width: int) -> int:
        return self.config.perceiver_config.resampler_n_latents


class Idefics2Model(idefics3.Idefics3Model, Idefics2PreTrainedModel):
    """Idefics2 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values: [b k c H W]; images of zeros are left out.
        pixel_attention_mask: [b k H W], 1 for pixels and 0 for padding.
    """

    def patches_of(self, squares):  # [n h patch w patch] -> [n h w]
        """Patches without padding."""
        return ops.all(squares, (2, 4))

    def connected(self, patches, patch_mask):
        if patch_mask is not None:
            images, count, _ = ops.shape(patches)
            patch_mask = ops.reshape(patch_mask, (images, count))
        return self.connector(patches, patch_mask)


class Idefics2ForConditionalGeneration(llava.ImageTextCausalLM, Idefics2PreTrainedModel):
    base_class = Idefics2Model
    tied_weights = {"lm_head.weight": "model.text_model.embed_tokens.weight"}


HEADS = {
    "base": Idefics2Model,
    "pretraining": Idefics2ForConditionalGeneration,
    "vision2seq": Idefics2ForConditionalGeneration,
    "image-text-to-text": Idefics2ForConditionalGeneration,
    "multimodal-lm": Idefics2ForConditionalGeneration,
}
