"""DeiT: Touvron et al., 2020, arXiv:2012.12877.

ViT with a second token of its own, whose output learnt from a convolutional teacher.

b batch, H and W pixels, n patches, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.deit import DeiTConfig
from auto_core.outputs import DeiTForImageClassificationWithTeacherOutput

from .. import nn, ops
from ..blocks.heads import encode
from ..blocks.image_heads import ImageClassification, MaskedImageModeling, classifier, painters
from ..blocks.patches import PatchEmbeddings, repeated, resized_places, with_mask_token
from .vit import ViTEncoder, ViTPooler, ViTSelfAttention, ViTStack


class DeiTEmbeddings(nn.Module):
    """CLS, the distillation token, then the patches, each with its place."""

    def __init__(self, config: DeiTConfig, *, use_mask_token: bool):
        super().__init__()
        d = config.hidden_size
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.distillation_token = nn.Parameter((1, 1, d), init="zeros")
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if use_mask_token else None
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.position_embeddings = nn.Parameter((1, 2 + rows * columns, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos, *, any_size: bool):
        """[b channels H W] -> [b 2+n d]; any_size: whether places are fitted to the image."""
        patches = self.patch_embeddings
        size = patches.size(pixel_values, any_size=any_size)
        places = ops.asarray(self.position_embeddings)
        if any_size:
            places = resized_places(places, patches.grid, patches.count(*size), special=2)
        hidden = patches(ops.cast(pixel_values, ops.dtype(places)))
        hidden = with_mask_token(hidden, self.mask_token, bool_masked_pos)
        first = repeated(self.cls_token, hidden), repeated(self.distillation_token, hidden)
        return self.dropout(ops.cat([*first, hidden], 1) + places)


class DeiTPreTrainedModel(nn.PreTrainedModel):
    """What all DeiT models share."""

    config_class = DeiTConfig
    base_model_prefix = "deit"
    main_input_name = "pixel_values"
    renames = newer_names.VIT
    optional_parts = (r"(^|\.)pooler\.", r"(^|\.)embeddings\.mask_token$")


class DeiTModel(ViTStack, DeiTPreTrainedModel):
    """DeiT without a head; see ViTStack for what it takes and returns."""

    def __init__(
        self, config: DeiTConfig, add_pooling_layer: bool = True, use_mask_token: bool = False
    ):
        super().__init__(config)
        self.embeddings = DeiTEmbeddings(config, use_mask_token=use_mask_token)
        self.encoder = ViTEncoder(config, ViTSelfAttention)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pooler = ViTPooler(config) if add_pooling_layer else None


class DeiTForMaskedImageModeling(MaskedImageModeling, DeiTPreTrainedModel):
    special_tokens = 2

    base_class = DeiTModel
    base_options = {"add_pooling_layer": False, "use_mask_token": True}

    def add_head(self, config: DeiTConfig) -> None:
        self.decoder = painters(config)


class DeiTForImageClassification(ImageClassification, DeiTPreTrainedModel):
    base_class = DeiTModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: DeiTConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):
        return self.classifier(output.last_hidden_state[:, 0])


class DeiTForImageClassificationWithTeacher(DeiTPreTrainedModel):
    """The mean of what the CLS and the distillation token say; for inference, without a loss."""

    def __init__(self, config: DeiTConfig):
        super().__init__(config)
        self.deit = DeiTModel(config, add_pooling_layer=False)
        self.cls_classifier = classifier(config, config.hidden_size)
        self.distillation_classifier = classifier(config, config.hidden_size)

    def forward(
        self,
        pixel_values=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            pixel_values=pixel_values,
            attention_mask=attention_mask,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        one = self.cls_classifier(output.last_hidden_state[:, 0])
        other = self.distillation_classifier(output.last_hidden_state[:, 1])
        return DeiTForImageClassificationWithTeacherOutput(
            logits=(one + other) / 2,
            cls_logits=one,
            distillation_logits=other,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {
    "base": DeiTModel,
    "masked-image-modeling": DeiTForMaskedImageModeling,
    "image-classification": DeiTForImageClassification,
}

# Built instead of the head above where a config names it in `architectures`.
ALTERNATIVES = {"image-classification": (DeiTForImageClassificationWithTeacher,)}
