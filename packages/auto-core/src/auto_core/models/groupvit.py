"""GroupViT: Xu et al., 2022, arXiv:2202.11094.

CLIP whose image encoder groups patches in stages: learned tokens attend to the patches, and each
patch goes to the group that it fits best. The groups of an image, compared with texts, are a
segmentation.

b batch, n patches or groups, k group tokens, g groups, d hidden, H W pixels, m texts,
e joint embedding.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.groupvit import GroupViTConfig, GroupViTTextConfig, GroupViTVisionConfig
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutputWithPooling, GroupViTModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import Identity
from ..blocks.patches import PatchEmbeddings, repeated
from . import clip

TINIEST = 1e-37  # a logarithm of less would be infinite in float32


class GroupViTMLP(nn.Module):
    """Two layers, from `size` over `inner` to `outer`."""

    def __init__(self, config: GroupViTVisionConfig, size: int, inner: int, outer: int):
        super().__init__()
        self.fc1 = nn.Linear(size, inner)
        self.fc2 = nn.Linear(inner, outer)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class GroupViTMixerMLP(GroupViTMLP):
    """The same over tokens (Tolstikhin et al., 2021, arXiv:2105.01601): [b k d] -> [b g d]."""

    def forward(self, hidden):
        return ops.transpose(super().forward(ops.transpose(hidden, 1, 2)), 1, 2)


class GroupViTAttention(clip.CLIPAttention):
    """Attention of groups [b g d] to patches [b n d]."""

    def forward(self, hidden, source):
        key, value = (split_heads(p(source), self.head_size) for p in (self.k_proj, self.v_proj))
        query = split_heads(self.q_proj(hidden), self.head_size)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(Attention(Recorder())(query, key, value, **options))


class GroupViTCrossAttentionLayer(nn.Module):
    def __init__(self, config: GroupViTVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attn = GroupViTAttention(config)
        self.norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = GroupViTMLP(config, d, config.intermediate_size, d)
        self.norm_post = nn.LayerNorm(d, eps=eps)

    def forward(self, groups, patches):  # [b g d], [b n d] -> [b g d]
        groups = groups + self.attn(groups, patches)
        return self.norm_post(groups + self.mlp(self.norm2(groups)))


class GroupViTAssignAttention(nn.Module):
    """Each patch goes to one group; its gradient is that of the softmax (straight through). While
    training, chance has a part in it (Gumbel-softmax: Jang et al., 2016, arXiv:1611.01144)."""

    def __init__(self, config: GroupViTVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.scale, self.eps = d**-0.5, config.assign_eps
        self.q_proj = nn.Linear(d, d)
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.proj = nn.Linear(d, d)
        self.random = nn.Random()

    def noise(self, logits):
        """Samples of the standard Gumbel distribution, as many as there are logits."""
        uniform = self.random.uniform(ops.shape(logits), like=logits, dtype="float32")
        gumbel = -ops.log(ops.clamp(-ops.log(ops.clamp(uniform, min=TINIEST)), min=TINIEST))
        return ops.cast(gumbel, ops.dtype(logits))

    def forward(self, groups, patches):  # [b g d], [b n d] -> [b g d], shares of groups [b g n]
        query, key, value = self.q_proj(groups), self.k_proj(patches), self.v_proj(patches)
        logits = ops.matmul(query, ops.transpose(key, 1, 2)) * self.scale
        soft = ops.softmax(logits, 1)
        chosen = ops.softmax(logits + self.noise(logits), 1) if nn.in_training(self) else soft
        count, dtype = ops.shape(groups)[1], ops.dtype(chosen)
        hard = ops.transpose(ops.one_hot(ops.argmax(chosen, 1), count, dtype=dtype), 1, 2)
        hard = hard + (chosen - ops.detach(chosen))
        shares = hard / (ops.sum(hard, -1, keepdim=True) + self.eps)
        return self.proj(ops.matmul(shares, value)), soft


class GroupViTTokenAssign(nn.Module):
    """Patches [b n d] become groups [b g d], by group tokens [b k d]."""

    def __init__(self, config: GroupViTVisionConfig, tokens: int, groups: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        inner, channels = config.assign_sizes
        self.norm_tokens = nn.LayerNorm(d, eps=eps)
        self.mlp_inter = GroupViTMixerMLP(config, tokens, inner, groups)
        self.norm_post_tokens = nn.LayerNorm(d, eps=eps)
        self.norm_x = nn.LayerNorm(d, eps=eps)
        self.pre_assign_attn = GroupViTCrossAttentionLayer(config)
        self.assign = GroupViTAssignAttention(config)
        self.norm_new_x = nn.LayerNorm(d, eps=eps)
        self.mlp_channels = GroupViTMLP(config, d, channels, d)

    def forward(self, patches, tokens):
        patches = self.norm_x(patches)
        groups = self.norm_post_tokens(self.mlp_inter(self.norm_tokens(tokens)))
        groups = self.pre_assign_attn(groups, patches)
        found, shares = self.assign(groups, patches)
        found = found + groups
        return found + self.mlp_channels(self.norm_new_x(found)), shares


class GroupViTStage(nn.Module):
    """Layers over patches and group tokens, then the grouping; without tokens the layers alone."""

    def __init__(self, config: GroupViTVisionConfig, index: int):
        super().__init__()
        d, tokens = config.hidden_size, config.num_group_tokens[index]
        before = config.num_output_groups[index - 1] if index else 0
        self.tokens = tokens
        self.group_token = nn.Parameter((1, tokens, d), init="zeros") if tokens else None
        self.layers = nn.ModuleList(
            clip.CLIPEncoderLayer(config) for _ in range(config.depths[index])
        )
        groups = config.num_output_groups[index]
        self.downsample = GroupViTTokenAssign(config, tokens, groups) if tokens else None
        self.group_projector = None
        if before and tokens:
            norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
            mixer = GroupViTMixerMLP(config, before, d // 2, tokens)
            self.group_projector = nn.ModuleList([norm, mixer])

    def forward(self, hidden, previous):
        """[b n d] and the stage's before group tokens -> [b g d], [b k d] or None, shares of groups
        [b g n] or None."""
        attend, patches = Attention(Recorder()), ops.shape(hidden)[1]
        if self.tokens:
            tokens = repeated(self.group_token, hidden)
            if self.group_projector is not None:
                norm, mixer = self.group_projector
                tokens = tokens + mixer(norm(previous))
            hidden = ops.cat([hidden, tokens], 1)
        for layer in self.layers:
            hidden = layer(hidden, attend)
        if not self.tokens:
            return hidden, None, None
        hidden, tokens = hidden[:, :patches], hidden[:, patches:]
        groups, shares = self.downsample(hidden, tokens)
        return groups, tokens, shares


class GroupViTVisionEncoder(nn.Module):
    def __init__(self, config: GroupViTVisionConfig):
        super().__init__()
        self.stages = nn.ModuleList(
            GroupViTStage(config, index) for index in range(len(config.depths))
        )

    def forward(self, hidden, recorder):  # [b n d] -> [b g d]
        recorder.add_hidden_state(hidden)
        tokens = None
        for stage in self.stages:
            hidden, tokens, shares = stage(hidden, tokens)
            recorder.add_hidden_state(hidden)
            if shares is not None and recorder.wants_attentions:
                recorder.add("attentions", shares)
        return hidden


class GroupViTVisionEmbeddings(nn.Module):
    def __init__(self, config: GroupViTVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Parameter((1, rows * columns, d), init="zeros")
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, pixel_values):  # [b c H W] -> [b n d]
        self.patch_embeddings.size(pixel_values, any_size=False)
        positions = ops.asarray(self.position_embeddings)
        pixels = ops.cast(pixel_values, ops.dtype(positions))
        return self.dropout(self.layernorm(self.patch_embeddings(pixels)) + positions)


class GroupViTPreTrainedModel(nn.PreTrainedModel):
    """What all GroupViT models share."""

    config_class = GroupViTConfig
    base_model_prefix = "groupvit"

    @property
    def initializers(self):
        return clip.first_values(self.config)


class GroupViTTextModel(clip.CLIPTextModel, GroupViTPreTrainedModel):
    config_class = GroupViTTextConfig
    base_model_prefix = "text_model"
    saved_prefix = "text_model."
    renames = ()


class GroupViTVisionModel(GroupViTPreTrainedModel):
    """GroupViT's image encoder.

    Args of `forward`:
        pixel_values: [b c H W], of the model's size.

    Returns the groups as `last_hidden_state` [b g d] and their mean as `pooler_output` [b d]; the
    attentions are the shares of groups in each patch or group [b g n].
    """

    config_class = GroupViTVisionConfig
    base_model_prefix = "vision_model"
    saved_prefix = "vision_model."
    main_input_name = "pixel_values"

    def __init__(self, config: GroupViTVisionConfig):
        super().__init__(config)
        self.embeddings = GroupViTVisionEmbeddings(config)
        self.encoder = GroupViTVisionEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def forward(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.layernorm(self.encoder(self.embeddings(pixel_values), recorder))
        return clip.pooled_output(recorder, hidden, ops.mean(hidden, 1))


def projection(config: GroupViTConfig, size: int) -> Any:
    """Two layers with a batch norm, from d to e; see `projected`."""
    inner = config.projection_intermediate_dim
    return nn.ModuleList(
        [
            nn.Linear(size, inner),
            nn.BatchNorm1d(inner, eps=1e-5, momentum=0.1),
            Identity(),
            nn.Linear(inner, config.projection_dim),
        ]
    )


def projected(layers, pooled):  # [b d] -> [b e]
    first, norm, _, last = layers
    return last(ops.relu(norm(first(pooled))))


def grouped(shares, size):
    """The share of each last group in each pixel [b g H W].

    Args:
        shares: of each stage [b g n], n the groups of the stage before, or the patches.
        size: (H, W) of the image.
    """
    height, width = size
    total = None
    for one in shares:
        one = ops.transpose(ops.detach(one), 1, 2)  # [b n g]
        total = one if total is None else ops.matmul(total, one)
    batch, patches, groups = ops.shape(total)
    scale = (height * width // patches) ** 0.5
    if height > width:
        columns = round(width / scale)
        rows = patches // columns
    else:
        rows = round(height / scale)
        columns = patches // rows
    grid = ops.reshape(total, (batch, rows, columns, groups))
    grid = ops.interpolate(grid, (height, width), mode="bilinear", align_corners=False)
    return ops.permute(grid, (0, 3, 1, 2))


class GroupViTModel(clip.DualEncoder, GroupViTPreTrainedModel):
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [b m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [b c H W].
        return_loss: return the loss too; text i belongs to image i.
        output_segmentation: return `segmentation_logits` [b m H W] too, of each text and pixel.
    """

    text_class, vision_class = GroupViTTextModel, GroupViTVisionModel

    def add_head(self, config: GroupViTConfig) -> None:
        self.visual_projection = projection(config, config.vision_config.hidden_size)
        self.text_projection = projection(config, config.text_config.hidden_size)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def project_text(self, pooled):  # [m d] -> [m e]
        return projected(self.text_projection, pooled)

    def project_image(self, pooled):  # [b d] -> [b e]
        return projected(self.visual_projection, pooled)

    def get_image_features(self, pixel_values, **requests: bool):
        """The image encoder's output, whose `pooler_output` [b e] is projected."""
        output = self.vision_model(pixel_values=pixel_values, return_dict=True, **requests)
        return clip.replaced(output, self.project_image(output.pooler_output))

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        output_segmentation: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        segments = self.config.output_segmentation
        segments = segments if output_segmentation is None else output_segmentation
        image = self.vision_model(
            pixel_values=pixel_values,
            output_attentions=output_attentions or segments,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions or segments,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        texts = self.project_text(text.pooler_output)
        images = self.project_image(image.pooler_output)
        found = clip.compared(
            texts, images, self.logit_scale, text=text, image=image, return_loss=return_loss
        )
        masks = self.segment(image, clip.on_unit_sphere(texts)) if segments else None
        return GroupViTModelOutput.of(found, segmentation_logits=masks)

    def segment(self, image: BaseModelOutputWithPooling, texts) -> Any:
        """The logit of each text [m e] at each pixel [b m H W]."""
        hidden = image.last_hidden_state
        batch, groups, d = ops.shape(hidden)
        vectors = self.project_image(ops.reshape(hidden, (batch * groups, d)))
        scale = ops.exp(ops.asarray(self.logit_scale))
        vectors = clip.on_unit_sphere(vectors)
        logits = ops.matmul(vectors, ops.transpose(texts, 0, 1)) * scale  # [b*g m]
        logits = ops.reshape(logits, (batch, groups, ops.shape(texts)[0]))
        shares = grouped(image.attentions, self.vision_model.embeddings.patch_embeddings.image_size)
        _, _, height, width = ops.shape(shares)
        flat = ops.reshape(shares, (batch, groups, height * width))
        pixels = ops.matmul(ops.transpose(logits, 1, 2), flat) * scale
        return ops.reshape(pixels, (batch, -1, height, width))


HEADS = {"base": GroupViTModel}
