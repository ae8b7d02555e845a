"""SAM 3 LiteText: Zeng et al., 2025, arXiv:2511.15833.

SAM 3 with MobileCLIP's text encoder (Vasu et al., 2023, arXiv:2311.17049): a transformer of both
directions whose first and last layers mix tokens by depthwise convolutions. Positions are
interpolated to the length of the text.

b batch, t tokens, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.sam3_lite_text import Sam3LiteTextConfig, Sam3LiteTextTextConfig
from auto_core.initializers import Constant, Normal
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from .clip import CLIPEncoderLayer, flat_texts
from .sam3 import Sam3Model, Sam3PreTrainedModel


def batch_norm(d: int):
    """Batch norm of [b 1 t d]."""
    return nn.BatchNorm2d(d, eps=1e-5, momentum=0.1)


def along(d: int, kernel: int):
    """A depthwise convolution along the tokens [b 1 t d]."""
    return nn.Conv2d(d, d, (1, kernel), padding=(0, kernel // 2), groups=d, bias=False)


class Sam3LiteTextMobileOneBlock(nn.Module):
    def __init__(self, d: int, kernel: int):
        super().__init__()
        self.batchnorm_skip = batch_norm(d)
        self.conv = along(d, kernel)
        self.batchnorm_conv = batch_norm(d)

    def forward(self, hidden):  # [b 1 t d]
        return self.batchnorm_conv(self.conv(hidden)) + self.batchnorm_skip(hidden)


class Sam3LiteTextConvMLP(nn.Module):
    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.fc1, self.fc2 = nn.Conv2d(d, f, 1), nn.Conv2d(f, d, 1)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class Sam3LiteTextConvolutionalFeedForward(nn.Module):
    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__()
        d = config.hidden_size
        self.depthwise_conv = along(d, config.repmixer_kernel_size)
        self.depthwise_batchnorm = batch_norm(d)
        self.mlp = Sam3LiteTextConvMLP(config)

    def forward(self, hidden):  # [b 1 t d]
        return self.mlp(self.depthwise_batchnorm(self.depthwise_conv(hidden)))


class Sam3LiteTextLayerScaledResidual(nn.Module):
    """A residual branch that is scaled channel by channel."""

    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__()
        init = Constant(config.layer_scale_init_value)
        self.layer_scale = nn.Parameter((config.hidden_size, 1, 1), init=init)

    def scaled(self, change):  # [b 1 t d]
        return ops.reshape(ops.asarray(self.layer_scale), (1, 1, 1, -1)) * change


class Sam3LiteTextRepMixer(Sam3LiteTextLayerScaledResidual):
    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__(config)
        self.reference_batchnorm = batch_norm(config.hidden_size)
        self.mixer = Sam3LiteTextMobileOneBlock(config.hidden_size, config.repmixer_kernel_size)

    def forward(self, hidden):  # [b 1 t d]
        return hidden + self.scaled(self.mixer(hidden) - self.reference_batchnorm(hidden))


class Sam3LiteTextRepMixerBlock(Sam3LiteTextLayerScaledResidual):
    """Convolutions along the tokens, those of padding too."""

    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__(config)
        self.token_mixer = Sam3LiteTextRepMixer(config)
        self.conv_feed_forward = Sam3LiteTextConvolutionalFeedForward(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.token_mixer(ops.unsqueeze(hidden, 1))
        return (hidden + self.scaled(self.conv_feed_forward(hidden)))[:, 0]


class Sam3LiteTextTextPositionEmbedding(nn.Module):
    def __init__(self, count: int, d: int):
        super().__init__()
        self.count = count
        self.position_embedding = nn.Parameter((1, 1, count, d), init=Normal(d**-0.5))

    def forward(self, tokens):  # -> [1 t d]
        table = ops.asarray(self.position_embedding)[0]
        if isinstance(tokens, int) and tokens == self.count:
            return table
        table = ops.unsqueeze(table, 2)  # an image of one column, [1 n 1 d]
        options = dict(mode="bilinear", align_corners=False)
        return ops.interpolate(table, (tokens, 1), **options)[:, :, 0]


class Sam3LiteTextTextEmbeddings(nn.Module):
    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__()
        d = config.hidden_size
        self.token_embedding = nn.Embedding(config.vocab_size, d)
        self.position_embedding = Sam3LiteTextTextPositionEmbedding(
            config.max_position_embeddings, d
        )

    def forward(self, input_ids):  # [b t] -> [b t d]
        return self.token_embedding(input_ids) + self.position_embedding(ops.shape(input_ids)[1])


class Sam3LiteTextPreTrainedModel(Sam3PreTrainedModel):
    """What the models share."""

    config_class: type = Sam3LiteTextConfig
    base_model_prefix = "model"


class Sam3LiteTextTextModel(Sam3LiteTextPreTrainedModel):
    """MobileCLIP's text encoder.

    Args of `forward`:
        input_ids: [b t].
        attention_mask: [b t], 1 for tokens and 0 for padding, which convolutions take for tokens.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b projection_dim] of
        the token with the largest id (the end of the text), and on request hidden_states and
        attentions of the layers with attention.
    """

    config_class = Sam3LiteTextTextConfig
    main_input_name = "input_ids"

    def __init__(self, config: Sam3LiteTextTextConfig):
        super().__init__(config)
        d, count = config.hidden_size, config.num_hidden_layers
        self.embeddings = Sam3LiteTextTextEmbeddings(config)
        self.mixes = {0, count - 1} if config.use_repmixer_blocks else set()
        self.layers = nn.ModuleList(
            Sam3LiteTextRepMixerBlock(config) if i in self.mixes else CLIPEncoderLayer(config)
            for i in range(count)
        )
        self.final_layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.projection = nn.Linear(d, config.projection_dim, bias=False)

    @property
    def initializers(self):
        """The projection's deviation."""
        size = getattr(self.config, "hidden_size", 1)
        return ((r"^projection\.weight$", Normal(size**-0.5)),)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        input_ids = flat_texts(input_ids)
        hidden, states = self.embeddings(input_ids), ()
        for i, layer in enumerate(self.layers):
            if i not in self.mixes and not states:
                states += (hidden,)
            hidden = layer(hidden, attend)
            states += () if i in self.mixes else (hidden,)
        hidden = self.final_layer_norm(hidden)
        last = ops.unsqueeze(ops.argmax(input_ids, 1), 1)  # [b 1]
        d = ops.shape(hidden)[-1]
        index = ops.expand(ops.unsqueeze(last, -1), (ops.shape(hidden)[0], 1, d))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=self.projection(ops.gather(hidden, 1, index)[:, 0]),
            hidden_states=(*states[:-1], hidden) if states and output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.token_embedding

    def set_input_embeddings(self, value):
        self.embeddings.token_embedding = value


class Sam3LiteTextModel(Sam3Model, Sam3LiteTextPreTrainedModel):
    """Boxes and masks of all that a text, or boxes of examples, ask for; see `Sam3Model`."""

    config_class = Sam3LiteTextConfig
    base_model_prefix = "model"
    renames = ()
    ignored_keys = ()
    text_class = Sam3LiteTextTextModel


HEADS = {"base": Sam3LiteTextModel}
