"""wav2vec 2.0 of conformers: fairseq S2T, Wang et al., 2020, arXiv:2010.05171.

b batch, t frames, d hidden, s size of a head.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs.wav2vec2_conformer import Wav2Vec2ConformerConfig

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.conformer import (
    INITIALIZERS,
    ROTARY,
    ConformerLayer,
    ConformerShape,
    positions_of,
    rotary_frequencies,
    rotary_table,
)
from ..blocks.layer_drop import LayerDrop
from ..blocks.variation import variation
from . import wav2vec2


def shape_of(config: Wav2Vec2ConformerConfig) -> ConformerShape:
    return ConformerShape(
        hidden_size=config.hidden_size,
        num_heads=config.num_attention_heads,
        intermediate_size=config.intermediate_size,
        hidden_act=config.hidden_act,
        eps=wav2vec2.EPS,  # whatever layer_norm_eps is
        kernel=config.conv_depthwise_kernel_size,
        positions=config.position_embeddings_type,
        rotary_base=config.rotary_embedding_base,
        dropout=config.hidden_dropout,
        inner_dropout=config.activation_dropout,
        attention_dropout=config.attention_dropout,
        conv_dropout=config.conformer_conv_dropout,
    )


class Wav2Vec2ConformerRotaryPositionalEmbedding(nn.Module):
    """Rotary angles from frequencies that checkpoints hold."""

    def __init__(self, shape: ConformerShape):
        super().__init__()
        frequencies = tuple(rotary_frequencies(shape))
        self.inv_freq = nn.Buffer((len(frequencies),), init=Values(frequencies))

    def forward(self, hidden):  # [b t d] -> [2 1 t 1 s]
        return rotary_table(ops.asarray(self.inv_freq), hidden)


class Values:
    """An initializer of given numbers."""

    def __init__(self, values: tuple[float, ...]):
        self.values = values

    def __call__(self, generator, shape: tuple[int, ...], std: float) -> np.ndarray:
        return np.asarray(self.values, np.float32)


class Wav2Vec2ConformerEncoder(nn.Module):
    """The layers. Checkpoints have a convolution of positions too, which nothing reads."""

    def __init__(self, config: Wav2Vec2ConformerConfig):
        super().__init__()
        shape = shape_of(config)
        rotary = shape.positions == ROTARY
        self.embed_positions = (
            Wav2Vec2ConformerRotaryPositionalEmbedding(shape) if rotary else positions_of(shape)
        )
        self.pos_conv_embed = wav2vec2.Wav2Vec2PositionalConvEmbedding(config)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(ConformerLayer(shape) for _ in layers)
        self.layerdrop = LayerDrop(config.layerdrop)

    def forward(self, hidden, frame_mask, recorder):
        """[b t d], [b t] -> [b t d]; the last of the hidden states is not normed."""
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        hidden = self.dropout(hidden)
        positions = None if self.embed_positions is None else self.embed_positions(hidden)
        attend = Attention(recorder, attention_masks.boolean_mask(frame_mask))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, None, positions, attend), hidden)
        recorder.add_hidden_state(hidden)
        return self.layer_norm(hidden)


class Wav2Vec2ConformerPreTrainedModel(wav2vec2.Wav2Vec2PreTrainedModel):
    """What all of these models share."""

    config_class = Wav2Vec2ConformerConfig
    base_model_prefix = "wav2vec2_conformer"
    encoder_class = Wav2Vec2ConformerEncoder
    optional_parts = (*wav2vec2.Wav2Vec2PreTrainedModel.optional_parts, r"\.inv_freq$")

    @property
    def initializers(self):
        family = wav2vec2.Wav2Vec2PreTrainedModel.initializers.fget
        assert family is not None
        convolutions = r"\.conv_module\.\w+conv\d?\.weight$"
        return (*INITIALIZERS, (convolutions, wav2vec2.kaiming), *family(self))


HEADS = variation(
    __name__, "Wav2Vec2Conformer", wav2vec2, Wav2Vec2ConformerConfig, without=("masked-lm",)
)
