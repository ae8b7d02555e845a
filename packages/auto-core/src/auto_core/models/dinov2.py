"""DINOv2: Oquab et al., 2023, arXiv:2304.07193.

A ViT whose residual branches are scaled channel by channel, and whose places are fitted to
images of any size. The largest has a gated feed-forward (Shazeer, 2020, arXiv:2002.05202).

b batch, H and W pixels, n patches, t tokens, d hidden, f feed-forward, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs.dinov2 import Dinov2Config
from auto_core.initializers import Constant
from auto_core.outputs import BackboneOutput, BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.backbone import Backbone
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.patches import PatchEmbeddings, repeated, resized_places, with_mask_token
from .vit import ViTAttention, ViTSelfAttention, run_layers


class Dinov2Embeddings(nn.Module):
    """CLS, then the patches, each with its place."""

    def __init__(self, config: Dinov2Config):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.mask_token = nn.Parameter((1, d), init="zeros") if config.use_mask_token else None
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Parameter((1, 1 + rows * columns, d), init="normal")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos):  # [b channels H W] -> [b 1+n d]
        patches = self.patch_embeddings
        grid = patches.count(*patches.size(pixel_values, any_size=True))
        places = resized_places(
            ops.asarray(self.position_embeddings), patches.grid, grid, special=1
        )
        hidden = patches(ops.cast(pixel_values, ops.dtype(places)))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        return self.dropout(ops.cat([repeated(self.cls_token, hidden), hidden], 1) + places)


class Dinov2LayerScale(nn.Module):
    def __init__(self, config: Dinov2Config):
        super().__init__()
        init = Constant(config.layerscale_value)
        self.lambda1 = nn.Parameter((config.hidden_size,), init=init)

    def forward(self, hidden):
        return hidden * ops.asarray(self.lambda1)


class Dinov2MLP(nn.Module):
    def __init__(self, config: Dinov2Config):
        super().__init__()
        d, f = config.hidden_size, int(config.hidden_size * config.mlp_ratio)
        self.fc1 = nn.Linear(d, f)
        self.fc2 = nn.Linear(f, d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class Dinov2SwiGLUFFN(nn.Module):
    """Two thirds as wide as the ungated one, so that it has as many parameters."""

    def __init__(self, config: Dinov2Config):
        super().__init__()
        d = config.hidden_size
        self.width = -(-int(int(d * config.mlp_ratio) * 2 / 3) // 8) * 8
        self.weights_in = nn.Linear(d, 2 * self.width)
        self.weights_out = nn.Linear(self.width, d)

    def forward(self, hidden):
        gate, value = ops.split(self.weights_in(hidden), [self.width, self.width], -1)
        return self.weights_out(ops.silu(gate) * value)


class Dinov2Layer(nn.Block):
    def __init__(self, config: Dinov2Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.norm1 = nn.LayerNorm(d, eps=eps)
        self.attention = ViTAttention(config, ViTSelfAttention)
        self.layer_scale1 = Dinov2LayerScale(config)
        self.norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = Dinov2SwiGLUFFN(config) if config.use_swiglu_ffn else Dinov2MLP(config)
        self.layer_scale2 = Dinov2LayerScale(config)
        self.drop_path = nn.DropPath(config.drop_path_rate)

    def forward(self, hidden, visible, *, output_attentions):  # [b t d] -> [b t d], weights
        change, weights = self.attention(
            self.norm1(hidden), visible, output_attentions=output_attentions
        )
        hidden = hidden + self.drop_path(self.layer_scale1(change))
        return hidden + self.drop_path(self.layer_scale2(self.mlp(self.norm2(hidden)))), weights


class Dinov2Encoder(nn.Module):
    def __init__(self, config: Dinov2Config):
        super().__init__()
        self.layer = nn.ModuleList(Dinov2Layer(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, visible, *, output_attentions, output_hidden_states):
        return run_layers(
            self.layer,
            hidden,
            visible,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Dinov2PreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What all DINOv2 models share."""

    config_class = Dinov2Config
    base_model_prefix = "dinov2"
    main_input_name = "pixel_values"
    renames = newer_names.DINOV2
    optional_parts = (r"(^|\.)embeddings\.mask_token$",)


class Dinov2Model(Dinov2PreTrainedModel):
    """DINOv2 without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.
        bool_masked_pos: [b n], True where the mask token stands in for a patch.
        attention_mask: [b t], 1 for tokens that are looked at.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (of CLS), and
        on request hidden_states and attentions.
    """

    def __init__(self, config: Dinov2Config):
        super().__init__(config)
        self.embeddings = Dinov2Embeddings(config)
        self.encoder = Dinov2Encoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encoder(
            self.embeddings(pixel_values, bool_masked_pos),
            attention_masks.visible_keys(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden = self.layernorm(output.last_hidden_state)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=hidden[:, 0],
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class Dinov2ForImageClassification(ImageClassification, Dinov2PreTrainedModel):
    """Classifies CLS and the mean of the patches."""

    base_class = Dinov2Model

    def add_head(self, config: Dinov2Config) -> None:
        self.classifier = classifier(config, 2 * config.hidden_size)

    def score(self, output):
        hidden = output.last_hidden_state
        return self.classifier(ops.cat([hidden[:, 0], ops.mean(hidden[:, 1:], 1)], 1))


class Dinov2Backbone(Backbone, Dinov2PreTrainedModel):
    """Feature maps of chosen blocks ("stem" is what they begin with): [b d H/p W/p], or the
    tokens [b t d] with `reshape_hidden_states=False`."""

    def __init__(self, config: Dinov2Config):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)
        self.embeddings = Dinov2Embeddings(config)
        self.encoder = Dinov2Encoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encoder(
            self.embeddings(pixel_values, None),
            attention_masks.visible_keys(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=True,
        )
        height, width = ops.shape(pixel_values)[2:]
        grid = self.embeddings.patch_embeddings.count(height, width)
        states = (output.hidden_states[index] for index in self.out_indices)
        return BackboneOutput(
            feature_maps=tuple(self.feature_map(state, grid) for state in states),
            hidden_states=output.hidden_states if output_hidden_states else None,
            attentions=output.attentions,
        )

    def feature_map(self, hidden, grid):  # [b t d] -> [b d H/p W/p]
        if self.config.apply_layernorm:
            hidden = self.layernorm(hidden)
        if not self.config.reshape_hidden_states:
            return hidden
        batch, _, d = ops.shape(hidden)
        return ops.permute(ops.reshape(hidden[:, 1:], (batch, *grid, d)), (0, 3, 1, 2))

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


HEADS = {
    "base": Dinov2Model,
    "image-classification": Dinov2ForImageClassification,
    "backbone": Dinov2Backbone,
}
