"""MaskFormer's Swin: Swin's network under other names, whose windows are always shifted.

b batch, H and W pixels, h and w of a stage, p = h*w, d hidden.
"""

from __future__ import annotations

from auto_core.configs.maskformer_swin import MaskFormerSwinConfig
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.backbone import Backbone, flat
from .swin import EPS, SwinEncoder, SwinPreTrainedModel, size


class MaskFormerSwinPreTrainedModel(SwinPreTrainedModel):
    """What both models share."""

    config_class = MaskFormerSwinConfig
    base_model_prefix = "model"


class MaskFormerSwinModel(MaskFormerSwinPreTrainedModel):
    """The network without a head.

    Args of `forward`:
        pixel_values: [b channels H W].

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b p d] and pooler_output [b d];
            hidden_states are the input of the stages, and for each stage a tuple.
    """

    def __init__(self, config: MaskFormerSwinConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = SwinEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(size(config), eps=config.layer_norm_eps)
        self.add_pooling_layer = add_pooling_layer

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        first, stages = self.states(pixel_values)
        hidden = self.layernorm(flat(stages[-1][-1]))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=ops.mean(hidden, 1) if self.add_pooling_layer else None,
            hidden_states=sequences(first, stages) if output_hidden_states else None,
        )

    def states(self, pixel_values):
        """The input of the stages, and of each stage the input and output of each block, before
        merging: [b h w d]."""
        first = hidden = self.embeddings(pixel_values, None, any_size=False)
        stages, attend = [], Attention(Recorder())
        for stage in self.encoder.layers:
            passed = []
            for block in stage.blocks:
                before = hidden
                hidden = block(before, attend, always_partition=True)
                passed += [before, hidden]
            stages.append(passed)
            if stage.downsample is not None:
                hidden = stage.downsample(hidden)
        return first, stages

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


def sequences(first, stages):
    """Hidden states as they are returned, [b p d]."""
    return (flat(first), *(tuple(map(flat, passed)) for passed in stages))


class MaskFormerSwinBackbone(Backbone, MaskFormerSwinPreTrainedModel):
    """Feature maps of the chosen stages, each normalised."""

    def __init__(self, config: MaskFormerSwinConfig):
        super().__init__(config)
        sizes = [config.embed_dim * 2**i for i in range(len(config.depths))]
        self.num_features = (config.embed_dim, *sizes)
        self.model = MaskFormerSwinModel(config)
        self.hidden_states_norms = nn.ModuleList(nn.LayerNorm(d, eps=EPS) for d in sizes)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        first, stages = self.model.states(pixel_values)
        normed = [
            norm(passed[-1]) for norm, passed in zip(self.hidden_states_norms, stages, strict=True)
        ]
        output = self.chosen([first, *normed], output_hidden_states=False)
        if output_hidden_states:
            output.hidden_states = sequences(first, stages)
        return output


HEADS = {"base": MaskFormerSwinModel, "backbone": MaskFormerSwinBackbone}
