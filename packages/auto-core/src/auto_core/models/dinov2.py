"""DINOv2: Oquab et al., 2023, arXiv:2304.07193.

A ViT whose residual branches are scaled channel by channel, and whose positions are interpolated
for images of any size. The largest has a gated feed-forward part (Shazeer, 2020,
arXiv:2002.05202).

b batch, H and W pixels, n patches, t tokens, d hidden, f feed-forward, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs.dinov2 import Dinov2Config
from auto_core.initializers import Constant
from auto_core.outputs import BackboneOutput, BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import Backbone
from ..blocks.image_heads import ImageClassification, classifier
from .vit import ViTAttention, ViTEmbeddings, ViTEncoder


class Dinov2Embeddings(ViTEmbeddings):
    mask_axes = (1,)

    def __init__(self, config: Dinov2Config):
        super().__init__(config, use_mask_token=config.use_mask_token)


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
    """A gated feed-forward part, two thirds as wide as the other: with as many parameters."""

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
    attention_class: type = ViTAttention

    def __init__(self, config: Dinov2Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.norm1 = nn.LayerNorm(d, eps=eps)
        self.attention = self.attention_class(config)
        self.layer_scale1 = Dinov2LayerScale(config)
        self.norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = Dinov2SwiGLUFFN(config) if config.use_swiglu_ffn else Dinov2MLP(config)
        self.layer_scale2 = Dinov2LayerScale(config)
        self.drop_path = nn.DropPath(config.drop_path_rate)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        change = self.layer_scale1(self.attention(self.norm1(hidden), attend))
        hidden = hidden + self.drop_path(change)
        return hidden + self.drop_path(self.layer_scale2(self.mlp(self.norm2(hidden))))


class Dinov2PreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What all DINOv2 models share."""

    config_class = Dinov2Config
    base_model_prefix = "dinov2"
    main_input_name = "pixel_values"
    renames = newer_names.DINOV2
    optional_parts = (r"(^|\.)embeddings\.mask_token$",)
    # The parts that variations of this family replace.
    embeddings_class: type = Dinov2Embeddings
    layer_class: type = Dinov2Layer

    @property
    def prefix(self) -> int:
        """The number of tokens before the patches."""
        return self.cls_tokens + getattr(self.config, "num_register_tokens", 0)

    @property
    def cls_tokens(self) -> int:
        """How many of these stand for the image."""
        return getattr(self.config, "n_cls_tokens", 1)


class Dinov2Model(Dinov2PreTrainedModel):
    """DINOv2 without a head.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.
        bool_masked_pos: [b n], True where the mask token replaces a patch.
        attention_mask: [b t], 1 for tokens that are attended to.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (of CLS), and
        on request hidden_states and attentions.
    """

    def __init__(self, config: Dinov2Config):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ViTEncoder(config, self.layer_class)
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
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden = self.embeddings(pixel_values, bool_masked_pos, any_size=True)
        hidden = self.layernorm(self.encoder(hidden, attend))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=ops.mean(hidden[:, : self.cls_tokens], 1),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class Dinov2ForImageClassification(ImageClassification, Dinov2PreTrainedModel):
    """Classifies CLS and the mean of the patches."""

    base_class = Dinov2Model

    def add_head(self, config: Dinov2Config) -> None:
        self.classifier = classifier(config, 2 * config.hidden_size)

    def score(self, output):  # -> [b c]
        hidden = output.last_hidden_state
        return self.classifier(ops.cat([hidden[:, 0], ops.mean(hidden[:, self.prefix :], 1)], 1))


class Dinov2Backbone(Backbone, Dinov2PreTrainedModel):
    """Feature maps of chosen blocks ("stem": the embeddings), [b d H/p W/p], or the tokens [b t d]
    with `reshape_hidden_states=False`."""

    def __init__(self, config: Dinov2Config):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        self.encoder(self.embeddings(pixel_values, None, any_size=True), attend)
        grid = self.embeddings.patch_embeddings.count(*ops.shape(pixel_values)[2:])
        states = recorder.hidden_states or ()
        return BackboneOutput(
            feature_maps=tuple(self.feature_map(states[index], grid) for index in self.out_indices),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def feature_map(self, hidden, grid):  # [b t d] -> [b d H/p W/p]
        if self.config.apply_layernorm:
            hidden = self.layernorm(hidden)
        if not self.config.reshape_hidden_states:
            return hidden
        batch, _, d = ops.shape(hidden)
        return ops.permute(ops.reshape(hidden[:, self.prefix :], (batch, *grid, d)), (0, 3, 1, 2))

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


PREFIX = "Dinov2"
HEADS = {
    "base": Dinov2Model,
    "image-classification": Dinov2ForImageClassification,
    "backbone": Dinov2Backbone,
}
