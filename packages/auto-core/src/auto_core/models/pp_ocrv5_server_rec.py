"""PP-OCRv5's larger reader of lines of text: Cui et al., 2025, arXiv:2507.05595.

Of each column of an image's last feature map the probabilities of every character, or of none
(CTC). Blocks of attention stand between convolutions (SVTR: Du et al., 2022, arXiv:2205.00159).

b batch, H and W pixels, h and w of a feature map, c channels, t columns, d hidden, v characters.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv5_server_rec import PPOCRV5ServerRecConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithNoAttention, TextRecognitionOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import backbone, channels_first, channels_last
from ..blocks.heads import Head

EPS = 1e-5
POOL = (3, 2)  # rows and columns of the last map that are averaged


class PPOCRV5ServerRecConvLayer(nn.Module):
    def __init__(self, before: int, after: int, kernel: Any, *, act: str = "silu", groups: int = 1):
        super().__init__()
        kernel = tuple(kernel)
        options = dict(padding=tuple(size // 2 for size in kernel), groups=groups, bias=False)
        self.convolution = nn.Conv2d(before, after, kernel, **options)
        self.normalization = nn.BatchNorm2d(after, eps=EPS, momentum=0.1)
        self.activation = activation(act)

    def forward(self, x):  # [b h w before] -> [b h w after]
        return self.activation(self.normalization(self.convolution(x)))


class PPOCRV5ServerRecAttention(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.projection = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        parts = ops.split(self.qkv(hidden), [ops.shape(hidden)[-1]] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in parts)
        scale = self.head_size**-0.5
        return self.projection(attend(query, key, value, scale=scale, dropout=self.dropout))


class PPOCRV5ServerRecMLP(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        d, inner = config.hidden_size, int(config.hidden_size * config.mlp_ratio)
        self.fc1 = nn.Linear(d, inner)
        self.activation = activation(config.hidden_act)
        self.fc2 = nn.Linear(inner, d)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class PPOCRV5ServerRecBlock(nn.Block):
    def __init__(self, config: Any):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.self_attn = PPOCRV5ServerRecAttention(config)
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.mlp = PPOCRV5ServerRecMLP(config)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.layer_norm1(hidden), attend)
        return hidden + self.mlp(self.layer_norm2(hidden))


class PPOCRV5ServerRecEncoderWithSVTR(nn.Module):
    """A feature map of one row [b 1 t c] -> [b t d], and on request all hidden states."""

    def __init__(self, config: Any, channels: int):
        super().__init__()
        self.conv_block = nn.ModuleList(self.convolutions(config, channels))
        self.svtr_block = nn.ModuleList(PPOCRV5ServerRecBlock(config) for _ in range(config.depth))
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def convolutions(self, config: Any, channels: int) -> list[Any]:
        layer, kernel = PPOCRV5ServerRecConvLayer, config.conv_kernel_size
        narrow, d = channels // 8, config.hidden_size
        return [
            layer(channels, narrow, kernel),
            layer(narrow, d, (1, 1)),
            layer(d, channels, (1, 1)),
            layer(2 * channels, narrow, kernel),
            layer(narrow, d, (1, 1)),
        ]

    def forward(self, maps, *, output_hidden_states: bool):
        first, second, third, fourth, last = self.conv_block
        recorder = Recorder(attentions=False, hidden_states=output_hidden_states)
        hidden = self.mixed(second(first(maps)), recorder)
        hidden = last(fourth(ops.cat([maps, third(hidden)], -1)))[:, 0]
        return hidden, recorder.hidden_states

    def mixed(self, maps, recorder):  # [b 1 t d] -> [b 1 t d]
        """What the blocks of attention make of a map."""
        shape, hidden = ops.shape(maps), maps[:, 0]
        attend = Attention(recorder, None)
        recorder.add_hidden_state(hidden)
        for block in self.svtr_block:
            hidden = block(hidden, attend)
            recorder.add_hidden_state(hidden)
        return ops.reshape(self.norm(hidden), shape)


class PPOCRV5ServerRecHead(nn.Module):
    encoder_class: type = PPOCRV5ServerRecEncoderWithSVTR

    def __init__(self, config: Any, channels: int):
        super().__init__()
        self.encoder = self.encoder_class(config, channels)
        self.head = nn.Linear(config.hidden_size, config.head_out_channels)

    def forward(self, maps, *, output_hidden_states: bool):  # -> [b t v], hidden states or None
        hidden, states = self.encoder(maps, output_hidden_states=output_hidden_states)
        # As upstream, the last one is what the convolutions make of it.
        states = None if states is None else (*states[:-1], hidden)
        return probabilities(self.head(hidden)), states


def probabilities(logits):
    """[b t v], computed in single precision at least."""
    dtype = ops.dtype(logits)
    exact = dtype if dtype == "float64" else "float32"
    return ops.cast(ops.softmax(ops.cast(logits, exact), -1), dtype)


class PPOCRV5ServerRecPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class: Any = PPOCRV5ServerRecConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)
    head_class: type = PPOCRV5ServerRecHead  # which variations of this family replace


class PPOCRV5ServerRecModel(PPOCRV5ServerRecPreTrainedModel):
    """The features of a line of text, without a head.

    Args of `forward`:
        pixel_values: [b c H W], 48 pixels high.

    Returns:
        BaseModelOutputWithNoAttention: last_hidden_state [b channels 1 t], and on request
        hidden_states, the backbone's.
    """

    def __init__(self, config: Any):
        super().__init__(config)
        self.backbone = backbone(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        output = self.backbone(
            pixel_values, output_hidden_states=output_hidden_states, return_dict=True
        )
        last = channels_last(output.feature_maps[-1])
        pooled = ops.avg_pool2d(last, POOL, stride=POOL, padding=0, count_include_pad=False)
        return BaseModelOutputWithNoAttention(
            last_hidden_state=channels_first(pooled), hidden_states=output.hidden_states
        )


class PPOCRV5ServerRecForTextRecognition(Head, PPOCRV5ServerRecPreTrainedModel):
    """The characters of a line of text.

    Returns:
        TextRecognitionOutput: last_hidden_state [b t v], the probabilities of each character in
        each column, 0 being none; and on request hidden_states, the backbone's, and
        head_hidden_states [b t d].
    """

    base_class = PPOCRV5ServerRecModel

    def add_head(self, config: Any) -> None:
        self.head = self.head_class(config, config.last_channels)

    def forward(self, *, output_hidden_states: bool = False, **inputs: Any):
        output = self.encode(output_hidden_states=output_hidden_states, **inputs)
        maps = channels_last(output.last_hidden_state)
        rows = ops.shape(maps)[1]
        if isinstance(rows, int) and rows != 1:
            raise InputError(
                f"The feature map of pixel_values has {rows} rows, expected 1: a line of text. "
                "Pass images of 48 pixels' height, as the image processor makes them."
            )
        found, states = self.head(maps, output_hidden_states=bool(output_hidden_states))
        return TextRecognitionOutput.of(output, last_hidden_state=found, head_hidden_states=states)


PREFIX = "PPOCRV5ServerRec"
HEADS = {
    "base": PPOCRV5ServerRecModel,
    "text-recognition": PPOCRV5ServerRecForTextRecognition,
}
