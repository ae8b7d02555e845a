"""Swin as MaskFormer's backbone: Swin's network under other names, its windows always shifted.

b batch, H and W pixels, h and w of a stage, p = h*w, d hidden.
"""

from __future__ import annotations

from auto_core.configs.maskformer_swin import MaskFormerSwinConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ._backbone import Backbone, flat
from .swin import EPS, SwinEmbeddings, SwinEncoder, SwinPreTrainedModel, size


class MaskFormerSwinPreTrainedModel(SwinPreTrainedModel):
    """What both models share."""

    config_class = MaskFormerSwinConfig
    base_model_prefix = "model"


class MaskFormerSwinModel(MaskFormerSwinPreTrainedModel):
    """The network without a head.

    Args of `forward`:
        pixel_values: [b channels H W].

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b p d] and pooler_output [b d].
    """

    def __init__(self, config: MaskFormerSwinConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = SwinEmbeddings(config, use_mask_token=False)
        self.encoder = SwinEncoder(config)
        self.layernorm = nn.LayerNorm(size(config), eps=config.layer_norm_eps)
        self.add_pooling_layer = add_pooling_layer

    def forward(self, pixel_values=None):
        hidden = self.layernorm(flat(self.states(pixel_values)[-1]))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=ops.mean(hidden, 1) if self.add_pooling_layer else None,
        )

    def states(self, pixel_values):
        """The input of the stages and what each makes of it, before merging: [b h w d]."""
        _, states, _ = self.encoder(
            self.embeddings(pixel_values, None, any_size=False),
            always_partition=True,
            output_attentions=False,
        )
        return states

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class MaskFormerSwinBackbone(Backbone, MaskFormerSwinPreTrainedModel):
    """Feature maps of the chosen stages, each normalised."""

    def __init__(self, config: MaskFormerSwinConfig):
        super().__init__(config)
        sizes = [config.embed_dim * 2**i for i in range(len(config.depths))]
        self.num_features = (config.embed_dim, *sizes)
        self.model = MaskFormerSwinModel(config)
        self.hidden_states_norms = nn.ModuleList(nn.LayerNorm(d, eps=EPS) for d in sizes)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        first, *states = self.model.states(pixel_values)
        normed = [norm(x) for norm, x in zip(self.hidden_states_norms, states, strict=True)]
        return self.chosen([first, *normed], output_hidden_states=output_hidden_states)


HEADS = {"base": MaskFormerSwinModel, "backbone": MaskFormerSwinBackbone}
