"""ViTPose's backbone: Xu et al., 2022, arXiv:2204.12484.

ViT without CLS, whose position is added to those of all patches. ViTPose++ (arXiv:2212.04246) has
experts in its feed-forward parts, one for each dataset.

b batch, H and W pixels, n patches, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.vitpose_backbone import VitPoseBackboneConfig
from auto_core.errors import InputError
from auto_core.outputs import BackboneOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import Backbone
from ..blocks.patches import PatchEmbeddings
from .vit import ViTAttention


class VitPosePatchEmbeddings(PatchEmbeddings):
    """Patches that begin two pixels over the border."""

    padding = 2


class VitPoseBackboneEmbeddings(nn.Module):
    def __init__(self, config: VitPoseBackboneConfig):
        super().__init__()
        self.patch_embeddings = VitPosePatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        shape = (1, 1 + rows * columns, config.hidden_size)
        self.position_embeddings = nn.Parameter(shape, init="normal")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values):  # [b channels H W] -> [b n d]
        self.patch_embeddings.size(pixel_values, any_size=False)
        positions = ops.asarray(self.position_embeddings)
        hidden = self.patch_embeddings(ops.cast(pixel_values, ops.dtype(positions)))
        return self.dropout(hidden + positions[:, 1:] + positions[:, :1])


class VitPoseMLP(nn.Module):
    """A feed-forward part, the last features of whose output are an expert's."""

    def __init__(self, config: VitPoseBackboneConfig):
        super().__init__()
        d, f = config.hidden_size, int(config.hidden_size * config.mlp_ratio)
        self.count = config.num_experts
        part = config.part_features if self.count > 1 else 0
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d - part)
        self.experts = None
        if self.count > 1:
            self.experts = nn.ModuleList(nn.Linear(f, part) for _ in range(self.count))
        self.activation = activation(config.hidden_act)

    def forward(self, hidden, dataset_index):  # [b n d], [b] -> [b n d]
        hidden = self.activation(self.fc1(hidden))
        shared = self.fc2(hidden)
        if self.experts is None:
            return shared
        chosen = ops.reshape(ops.cast(dataset_index, "int64"), (-1, 1, 1))
        part = 0.0
        for i, expert in enumerate(self.experts):
            part = part + ops.where(chosen == i, expert(hidden), 0.0)
        return ops.cat([shared, part], -1)


class VitPoseBackboneLayer(nn.Block):
    def __init__(self, config: VitPoseBackboneConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention, self.mlp = ViTAttention(config), VitPoseMLP(config)
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, dataset_index, attend):  # [b n d] -> [b n d]
        hidden = hidden + self.attention(self.layernorm_before(hidden), attend)
        return hidden + self.mlp(self.layernorm_after(hidden), dataset_index)


class VitPoseBackboneEncoder(nn.Module):
    def __init__(self, config: VitPoseBackboneConfig, layer_class: type):
        super().__init__()
        self.layer = nn.ModuleList(layer_class(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, dataset_index, attend):
        attend.recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, dataset_index, attend)
            attend.recorder.add_hidden_state(hidden)
        return hidden


class VitPoseBackbonePreTrainedModel(nn.PreTrainedModel):
    config_class = VitPoseBackboneConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    # The parts that variations of this family replace.
    embeddings_class: type = VitPoseBackboneEmbeddings
    layer_class: type = VitPoseBackboneLayer


class VitPoseBackbone(Backbone, VitPoseBackbonePreTrainedModel):
    """The normalised tokens [b n d] of chosen blocks ("stem": the embeddings).

    dataset_index: [b], the expert of each image, where there are some.
    """

    def __init__(self, config: VitPoseBackboneConfig):
        super().__init__(config)
        self.num_features = (config.hidden_size,) * (config.num_hidden_layers + 1)
        self.embeddings = self.embeddings_class(config)
        self.encoder = VitPoseBackboneEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        dataset_index=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if dataset_index is None and self.config.num_experts > 1:
            raise InputError(
                f"Pass dataset_index [batch]: which of the {self.config.num_experts} experts "
                "(num_experts) is each image's. 0 is COCO in ViTPose++."
            )
        recorder = Recorder(attentions=output_attentions, hidden_states=True)
        self.encoder(self.embeddings(pixel_values), dataset_index, Attention(recorder))
        states = recorder.hidden_states or ()
        stages = zip(self.stage_names, states, strict=True)
        return BackboneOutput(
            feature_maps=tuple(self.layernorm(x) for n, x in stages if n in self.out_features),
            hidden_states=states if output_hidden_states else None,
            attentions=recorder.attentions,
        )


PREFIX = "VitPoseBackbone"
HEADS = {"backbone": VitPoseBackbone}
