"""ViT: Dosovitskiy et al., 2020, arXiv:2010.11929.

A transformer encoder over patches of an image, before which stands a token of its own (CLS);
its blocks normalise before attention and before the feed-forward, and places are learnt.

b batch, H and W pixels, t tokens, h heads, s size of a head, d hidden, f feed-forward, c classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs import PreTrainedConfig
from auto_core.configs.vit import ViTConfig
from auto_core.outputs import BaseModelOutput, BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.chunking import in_chunks
from ..blocks.image_heads import ImageClassification, MaskedImageModeling, classifier, painters
from ..blocks.patches import PatchEmbeddings, repeated, resized_places, with_mask_token

# Blocks that other architectures are built of too take any config with ViT's names of fields.


class ViTEmbeddings(nn.Module):
    """CLS, then the patches, each with its place."""

    def __init__(self, config: ViTConfig, *, use_mask_token: bool):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if use_mask_token else None
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Parameter((1, 1 + rows * columns, d), init="normal")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b channels H W] -> [b 1+n d]; any_size: whether places are fitted to the image."""
        patches = self.patch_embeddings
        size = patches.size(pixel_values, any_size=any_size)
        places = ops.asarray(self.position_embeddings)
        if any_size:
            places = resized_places(places, patches.grid, patches.count(*size), special=1)
        hidden = patches(ops.cast(pixel_values, ops.dtype(places)))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        return self.dropout(hidden + places)


class ViTSelfAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        d = config.hidden_size
        self.heads = config.num_attention_heads
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=config.qkv_bias)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, visible, *, output_attentions):  # [b t d] -> [b t d], weights
        return attend(
            self.query(hidden),
            self.key(hidden),
            self.value(hidden),
            visible,
            heads=self.heads,
            dropout=self.dropout,
            output_attentions=output_attentions,
        )


def attend(query, key, value, visible, *, heads: int, dropout, output_attentions: bool, bias=None):
    """Attention of several heads: query [b t d], key and value [b k d] -> [b t d], [b h t k]."""
    batch, tokens, d = ops.shape(query)
    query, key, value = (
        ops.reshape(x, (batch, -1, heads, d // heads)) for x in (query, key, value)
    )
    output, weights = ops.attention(
        query,
        key,
        value,
        scale=(d // heads) ** -0.5,
        mask=visible,
        bias=bias,
        dropout=dropout,
        return_weights=output_attentions,
    )
    return ops.reshape(output, (batch, tokens, d)), weights


class ViTOutput(nn.Module):
    """The last layer of a residual branch; the sum itself is the block's."""

    def __init__(self, in_features: int, out_features: int, *, dropout: float):
        super().__init__()
        self.dense = nn.Linear(in_features, out_features)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden):
        return self.dropout(self.dense(hidden))


class ViTAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig, attention: Callable[[Any], Any]):
        super().__init__()
        d = config.hidden_size
        self.attention = attention(config)
        self.output = ViTOutput(d, d, dropout=config.hidden_dropout_prob)

    def forward(self, hidden, visible, *, output_attentions):  # [b t d] -> [b t d], weights
        hidden, weights = self.attention(hidden, visible, output_attentions=output_attentions)
        return self.output(hidden), weights


class ViTIntermediate(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return self.activation(self.dense(hidden))


class ViTLayer(nn.Block):
    """A block; `attention` makes what is inside its attention from the config."""

    def __init__(self, config: PreTrainedConfig, attention: Callable[[Any], Any]):
        super().__init__()
        d, f, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.attention = ViTAttention(config, attention)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)
        self.intermediate = ViTIntermediate(config)
        self.output = ViTOutput(f, d, dropout=config.hidden_dropout_prob)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, visible, *, output_attentions):  # [b t d] -> [b t d], weights
        change, weights = self.attention(
            self.layernorm_before(hidden), visible, output_attentions=output_attentions
        )
        hidden = hidden + change
        return hidden + in_chunks(self.feed_forward, hidden, self.chunk_size), weights

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(self.layernorm_after(hidden)))


class ViTEncoder(nn.Module):
    def __init__(self, config: PreTrainedConfig, attention: Callable[[Any], Any]):
        super().__init__()
        self.layer = nn.ModuleList(
            ViTLayer(config, attention) for _ in range(config.num_hidden_layers)
        )

    def forward(self, hidden, visible, *, output_attentions, output_hidden_states):
        return run_layers(
            self.layer,
            hidden,
            visible,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


def run_layers(layers, hidden, visible, *, output_attentions, output_hidden_states):
    """One block after the other: [b t d] -> BaseModelOutput, every state before the last norm."""
    states, attentions = (hidden,), ()
    for layer in layers:
        hidden, weights = layer(hidden, visible, output_attentions=output_attentions)
        states += (hidden,)
        attentions += (weights,)
    return BaseModelOutput(
        last_hidden_state=hidden,
        hidden_states=states if output_hidden_states else None,
        attentions=attentions if output_attentions else None,
    )


class ViTPooler(nn.Module):
    def __init__(self, config: ViTConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.pooler_output_size or config.hidden_size)
        self.activation = activation(config.pooler_act)

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return self.activation(self.dense(hidden[:, 0]))


class ViTStack:
    """What ViT and its kin do with their embeddings, encoder, norm and pooler (None: no pooler).

    Args of `forward`:
        pixel_values: [b channels H W].
        bool_masked_pos: [b n], True where the mask token stands in for a patch.
        attention_mask: [b t], 1 for tokens that are looked at.
        interpolate_pos_encoding: fit the places to images of another size.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on request
        hidden_states and attentions.
    """

    embeddings: Any
    encoder: ViTEncoder
    layernorm: Any
    pooler: ViTPooler | None

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encoder(
            self.embeddings(pixel_values, bool_masked_pos, any_size=bool(interpolate_pos_encoding)),
            attention_masks.visible_keys(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden = self.layernorm(output.last_hidden_state)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class ViTPreTrainedModel(nn.PreTrainedModel):
    """What all ViT models share."""

    config_class = ViTConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    renames = newer_names.VIT
    optional_parts = (r"(^|\.)pooler\.", r"(^|\.)embeddings\.mask_token$")


class ViTModel(ViTStack, ViTPreTrainedModel):
    """ViT without a head; see ViTStack for what it takes and returns."""

    def __init__(
        self, config: ViTConfig, add_pooling_layer: bool = True, use_mask_token: bool = False
    ):
        super().__init__(config)
        self.embeddings = ViTEmbeddings(config, use_mask_token=use_mask_token)
        self.encoder = ViTEncoder(config, ViTSelfAttention)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pooler = ViTPooler(config) if add_pooling_layer else None


class ViTForMaskedImageModeling(MaskedImageModeling, ViTPreTrainedModel):
    base_class = ViTModel
    base_options = {"add_pooling_layer": False, "use_mask_token": True}

    def add_head(self, config: ViTConfig) -> None:
        self.decoder = painters(config)


class ViTForImageClassification(ImageClassification, ViTPreTrainedModel):
    base_class = ViTModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: ViTConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):
        return self.classifier(output.last_hidden_state[:, 0])


HEADS = {
    "base": ViTModel,
    "masked-image-modeling": ViTForMaskedImageModeling,
    "image-classification": ViTForImageClassification,
}
