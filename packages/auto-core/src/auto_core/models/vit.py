"""ViT: Dosovitskiy et al., 2020, arXiv:2010.11929.

A transformer encoder over patches of an image, before which stands a token of its own (CLS);
its blocks normalise before attention and before the feed-forward part, and positions are learned.

b batch, H and W pixels, n patches, t tokens, h heads, s size of a head, d hidden, f feed-forward,
c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs import PreTrainedConfig
from auto_core.configs.vit import ViTConfig
from auto_core.initializers import Init
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.chunking import in_chunks
from ..blocks.image_heads import (
    ImageClassification,
    MaskedImageModeling,
    classifier,
    pixel_decoder,
)
from ..blocks.patches import PatchEmbeddings, repeated, resized_positions, with_mask_token

# Blocks that other architectures are built of too take any config with ViT's names of fields.


class ViTEmbeddings(nn.Module):
    """Special tokens and patches with learned positions."""

    special_tokens: tuple[str, ...] = ("cls_token",)
    token_init: Init = "normal"  # of special tokens and positions
    mask_axes: tuple[int, ...] = (1, 1)  # of the mask token, before its size

    def __init__(self, config: PreTrainedConfig, *, use_mask_token: bool = False):
        super().__init__()
        d = config.hidden_size
        for name in self.special_tokens:
            setattr(self, name, nn.Parameter((1, 1, d), init=self.token_init))
        self.mask_token = None
        if use_mask_token:
            self.mask_token = nn.Parameter((*self.mask_axes, d), init="zeros")
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        tokens = len(self.special_tokens) + rows * columns
        self.position_embeddings = nn.Parameter((1, tokens, d), init=self.token_init)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b channels H W] -> [b t d]; any_size: interpolate the positions."""
        patches, special = self.patch_embeddings, len(self.special_tokens)
        size = patches.size(pixel_values, any_size=any_size)
        positions = ops.asarray(self.position_embeddings)
        if any_size:
            grid = patches.count(*size)
            positions = resized_positions(positions, patches.grid, grid, special=special)
        hidden = patches(ops.cast(pixel_values, ops.dtype(positions)))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        tokens = [repeated(getattr(self, name), hidden) for name in self.special_tokens]
        return self.dropout(ops.cat([*tokens, hidden], 1) + positions)


class ViTSelfAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig, *, bias: bool | None = None):
        super().__init__()
        d, bias = config.hidden_size, config.qkv_bias if bias is None else bias
        self.head_size = d // config.num_attention_heads
        self.query = nn.Linear(d, d, bias=bias)
        self.key = nn.Linear(d, d, bias=bias)
        self.value = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def project(self, hidden):  # [b t d] -> three of [b t d]
        return self.query(hidden), self.key(hidden), self.value(hidden)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (split_heads(x, self.head_size) for x in self.project(hidden))
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class ViTOutput(nn.Module):
    """The last layer of a residual branch; the sum itself is the block's."""

    def __init__(self, in_features: int, out_features: int, *, dropout: float):
        super().__init__()
        self.dense = nn.Linear(in_features, out_features)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden):
        return self.dropout(self.dense(hidden))


class ViTAttention(nn.Module):
    def __init__(self, config: PreTrainedConfig, attention_class: type = ViTSelfAttention):
        super().__init__()
        d = config.hidden_size
        self.attention = attention_class(config)
        self.output = ViTOutput(d, d, dropout=config.hidden_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.attention(hidden, attend))


class ViTIntermediate(nn.Module):
    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t f]
        return self.activation(self.dense(hidden))


class ViTLayer(nn.Block):
    attention_class: type = ViTSelfAttention

    def __init__(self, config: PreTrainedConfig):
        super().__init__()
        d, f, eps = config.hidden_size, config.intermediate_size, config.layer_norm_eps
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.attention = ViTAttention(config, self.attention_class)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)
        self.intermediate = ViTIntermediate(config)
        self.output = ViTOutput(f, d, dropout=config.hidden_dropout_prob)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attention(self.layernorm_before(hidden), attend)
        return hidden + in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(self.layernorm_after(hidden)))


class ViTEncoder(nn.Module):
    def __init__(self, config: PreTrainedConfig, layer_class: type = ViTLayer):
        super().__init__()
        self.layer = nn.ModuleList(layer_class(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return run_layers(self.layer, hidden, attend)


class ViTPooler(nn.Module):
    def __init__(self, config: ViTConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.pooler_output_size or config.hidden_size)
        self.activation = activation(config.pooler_act)

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return self.activation(self.dense(hidden[:, 0]))


class ViTPreTrainedModel(nn.PreTrainedModel):
    """What all ViT models share."""

    config_class = ViTConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    renames = newer_names.VIT
    optional_parts = (r"(^|\.)pooler\.", r"(^|\.)embeddings\.mask_token$")
    splits_attention = True
    # The parts that variations of this family replace.
    embeddings_class: type = ViTEmbeddings
    layer_class: type = ViTLayer
    pooler_class: type | None = ViTPooler


class ViTModel(ViTPreTrainedModel):
    """ViT without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        bool_masked_pos: [b n], True where the mask token replaces a patch.
        attention_mask: [b t], 1 for tokens that are attended to.
        interpolate_pos_encoding: interpolate the positions for images of another size.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (None without
        pooler), and on request hidden_states and attentions.
    """

    def __init__(
        self,
        config: PreTrainedConfig,
        add_pooling_layer: bool = True,
        use_mask_token: bool = False,
    ):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config, use_mask_token=use_mask_token)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        pooler = self.pooler_class if add_pooling_layer else None
        self.pooler = None if pooler is None else pooler(config)

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
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        any_size = bool(interpolate_pos_encoding)
        hidden = self.embeddings(pixel_values, bool_masked_pos, any_size=any_size)
        hidden = self.layernorm(self.encoder(hidden, attend))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class ViTForMaskedImageModeling(MaskedImageModeling, ViTPreTrainedModel):
    base_class = ViTModel
    base_options = {"add_pooling_layer": False, "use_mask_token": True}

    def add_head(self, config: PreTrainedConfig) -> None:
        self.decoder = pixel_decoder(config)


class ViTForImageClassification(ImageClassification, ViTPreTrainedModel):
    base_class = ViTModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: PreTrainedConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(output.last_hidden_state[:, 0])


PREFIX = "ViT"
HEADS = {
    "base": ViTModel,
    "masked-image-modeling": ViTForMaskedImageModeling,
    "image-classification": ViTForImageClassification,
}
