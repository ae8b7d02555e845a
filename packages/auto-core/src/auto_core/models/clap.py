"""CLAP: Wu et al., 2022, arXiv:2211.06687.

Two encoders, of sounds and of texts, trained so that the embeddings of a sound and of its
description are similar. The text encoder is RoBERTa. The audio encoder is HTS-AT (Chen et al.,
2022, arXiv:2202.00874): Swin over a log-mel spectrogram folded into a square; recordings longer
than the model's length are fused of a shrunk whole and three crops.

b batch, n sounds, m texts, f frames, k mel bins, t tokens, h and w rows and columns of patches,
d hidden, e joint embedding.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.clap import ClapAudioConfig, ClapConfig, ClapTextConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    ClapAudioModelOutput,
    ClapOutput,
    ClapTextModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import windows
from ..blocks.activations import activation
from ..blocks.backbone import channels_first
from ..blocks.heads import Head
from ..blocks.image_heads import Identity
from ..blocks.losses import token_loss
from .bert import BertTower
from .clip import on_unit_sphere
from .swin import SwinEncoder, SwinLayer

EPS = 1e-5  # of norms that no field of the config governs
MOMENTUM = 0.1


class ClapAudioAFFBlock(nn.Module):
    """Attentional feature fusion (Dai et al., 2020, arXiv:2009.14082): a gate between two maps,
    from each position and from the mean of all."""

    def __init__(self, config: ClapAudioConfig):
        super().__init__()
        d = config.patch_embeds_hidden_size
        inner = d // config.aff_block_r
        self.local_att = nn.ModuleList(bottleneck(d, inner))
        self.global_att = nn.ModuleList([Identity(), *bottleneck(d, inner)])

    def forward(self, whole, crops):  # two of [b h w d] -> [b h w d]
        both = whole + crops
        mean = ops.mean(both, (1, 2), keepdim=True)
        first, norm, _, second, last = self.local_att
        local = last(second(ops.relu(norm(first(both)))))
        _, first, norm, _, second, last = self.global_att
        gate = ops.sigmoid(local + last(second(ops.relu(norm(first(mean))))))
        return 2 * whole * gate + 2 * crops * (1 - gate)


def bottleneck(d: int, inner: int) -> list[Any]:
    """Two convolutions of single positions with their norms, by the checkpoint's indices."""
    first, last = (nn.BatchNorm2d(size, eps=EPS, momentum=MOMENTUM) for size in (inner, d))
    return [nn.Conv2d(d, inner, 1), first, Identity(), nn.Conv2d(inner, d, 1), last]


class ClapAudioPatchEmbed(nn.Module):
    def __init__(self, config: ClapAudioConfig):
        super().__init__()
        d, stride = config.patch_embeds_hidden_size, config.strides
        size = config.patch_size
        rows, columns = (size, size) if isinstance(size, int) else size
        padding = ((rows - stride[0]) // 2, (columns - stride[1]) // 2)
        shape = dict(stride=stride, padding=padding)
        self.proj = nn.Conv2d(config.patch_embed_input_channels, d, (rows, columns), **shape)
        self.norm = nn.LayerNorm(d, eps=EPS) if config.enable_patch_layer_norm else Identity()
        self.fused = config.enable_fusion
        if self.fused:
            self.fusion_model = ClapAudioAFFBlock(config)
            shape["stride"] = (stride[0], 3 * stride[1])
            self.mel_conv2d = nn.Conv2d(1, d, (rows, 3 * columns), **shape)

    def forward(self, image, is_longer):
        """[b s s c], of which only the first channel counts where [b] is_longer is False, to
        [b h w d]."""
        if not self.fused:
            return self.norm(self.proj(image))
        hidden = self.proj(image[..., :1])
        fused = self.fusion_model(hidden, self.crops(image[..., 1:], hidden))
        longer = ops.reshape(is_longer, (-1, 1, 1, 1))
        return self.norm(ops.where(longer, fused, hidden))

    def crops(self, image, hidden):
        """Crops [b s s c] at a third of the width, side by side: as large as [b h w d]."""
        batch, height, width, count = ops.shape(image)
        crops = ops.reshape(ops.permute(image, (0, 3, 1, 2)), (batch * count, height, width, 1))
        crops = self.mel_conv2d(crops)
        _, rows, columns, d = ops.shape(crops)
        crops = ops.reshape(crops, (batch, count, rows, columns, d))
        crops = ops.permute(crops, (0, 2, 1, 3, 4))
        crops = ops.reshape(crops, (batch, rows, count * columns, d))
        wanted = ops.shape(hidden)[2]
        missing = max(wanted - count * columns, 0)
        return windows.filled(crops, 0, missing)[:, :, :wanted]


class ClapAudioLayer(SwinLayer):
    def __init__(self, config: ClapAudioConfig, *args: Any, **options: Any):
        super().__init__(config, *args, **options)
        self.attention.output.dropout = nn.Dropout(config.attention_probs_dropout_prob)


class ClapAudioEncoder(SwinEncoder):
    def __init__(self, config: ClapAudioConfig):
        super().__init__(config, ClapAudioLayer)
        self.patch_embed = ClapAudioPatchEmbed(config)
        self.batch_norm = nn.BatchNorm2d(config.num_mel_bins, eps=EPS, momentum=MOMENTUM)
        self.norm = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.size, self.folds, self.bins = config.spec_size, config.freq_ratio, config.num_mel_bins
        self.channels = 4 if config.enable_fusion else config.patch_embed_input_channels

    def forward(self, input_features, is_longer, recorder, *, always_partition: bool):
        """[b c f k] -> [b d h w] as the spectrogram was before it was folded, its mean [b d], and
        the hidden states."""
        image = self.folded(self.batch_norm(input_features))
        hidden = self.patch_embed(image, is_longer)
        states, _ = super().forward(hidden, recorder, always_partition=always_partition)
        hidden = channels_first(self.norm(states[-1]))
        batch, d, rows, columns = ops.shape(hidden)
        bands = rows // self.folds
        hidden = ops.reshape(hidden, (batch, d, rows // bands, bands, columns))
        hidden = ops.permute(hidden, (0, 1, 3, 2, 4))
        hidden = ops.reshape(hidden, (batch, d, bands, rows // bands * columns))
        return hidden, ops.mean(hidden, (2, 3)), states

    def folded(self, features):
        """Spectrograms [b c f k], cut over time and stacked over frequency: [b s s c]."""
        batch, channels, frames, bins = ops.shape(features)
        features = ops.permute(features, (0, 2, 3, 1))  # [b f k c]
        long, high = self.size * self.folds, self.size // self.folds
        if (frames, bins) != (long, high):
            features = ops.interpolate(features, (long, high), mode="bicubic", align_corners=True)
        across = long // self.folds
        features = ops.reshape(features, (batch, self.folds, across, high, channels))
        features = ops.permute(features, (0, 1, 3, 2, 4))
        return ops.reshape(features, (batch, self.folds * high, across, channels))

    def check(self, input_features, is_longer) -> None:
        """Raise unless the spectrograms fit the model.

        Raises:
            InputError: they have another number of channels or bins, are too long, or it is not
                said which of them are fused.
        """
        shape = ops.shape(input_features)
        if len(shape) != 4 or shape[1] != self.channels or shape[3] != self.bins:
            raise InputError(
                f"input_features have shape {tuple(shape)}, expected [batch, {self.channels}, "
                f"frames, {self.bins}]: of a feature extractor with truncation="
                f"{'fusion' if self.channels == 4 else 'rand_trunc'!r}."
            )
        most = self.size * self.folds
        if isinstance(shape[2], int) and shape[2] > most:
            raise InputError(f"input_features have {shape[2]} frames, expected at most {most}.")
        if self.patch_embed.fused and is_longer is None:
            raise InputError("A model with enable_fusion needs is_longer [batch, 1].")


class ClapProjectionLayer(nn.Module):
    def __init__(self, config: ClapAudioConfig | ClapTextConfig):
        super().__init__()
        self.linear1 = nn.Linear(config.hidden_size, config.projection_dim)
        self.activation = activation(config.projection_hidden_act)
        self.linear2 = nn.Linear(config.projection_dim, config.projection_dim)

    def forward(self, pooled):  # [b d] -> [b e]
        return self.linear2(self.activation(self.linear1(pooled)))


class ClapPreTrainedModel(nn.PreTrainedModel):
    """What all CLAP models share."""

    config_class = ClapConfig
    base_model_prefix = "clap"
    ignored_keys = (r"\.relative_position_index$", r"embeddings\.(token_type|position)_ids$")
    optional_parts = (r"(^|\.)pooler\.",)

    @property
    def initializers(self):
        rules = []
        towers = {"": self.config}
        if isinstance(self.config, ClapConfig):
            towers = {
                r"^text_model\.": self.config.text_config,
                r"^audio_model\.": self.config.audio_config,
                "": self.config,
            }
        for prefix, config in towers.items():
            factor = config.initializer_factor
            inside = (2 * config.hidden_size * config.num_hidden_layers) ** -0.5
            rules += [
                (rf"{prefix}.*_embeddings\.weight$", Normal(0.02 * factor)),
                (rf"{prefix}.*(?<!norm)(?<!Norm)\.weight$", Normal(inside * factor)),
            ]
        return tuple(rules)


class ClapTextModel(BertTower, ClapPreTrainedModel):
    config_class = ClapTextConfig
    base_model_prefix = "text_model"
    counts_from_padding = True


class ClapAudioModel(ClapPreTrainedModel):
    """CLAP's audio encoder.

    Args of `forward`:
        input_features: [n c f k], log-mel spectrograms; with fusion a shrunk whole and three crops.
        is_longer: [n 1], which recordings are longer than the model's length, for the fusion.
        always_partition: keep the windows and their shift where a feature map is smaller.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n d h w], their mean as pooler_output [n d],
        and on request hidden_states [n d h w] and attentions.
    """

    config_class = ClapAudioConfig
    base_model_prefix = "audio_model"
    main_input_name = "input_features"

    def __init__(self, config: ClapAudioConfig):
        super().__init__(config)
        self.audio_encoder = ClapAudioEncoder(config)

    def get_input_embeddings(self):
        return self.audio_encoder.patch_embed.proj

    def forward(
        self,
        input_features=None,
        is_longer=None,
        *,
        always_partition: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_features is None:
            raise InputError("Pass input_features [batch, channels, frames, mel bins].")
        self.audio_encoder.check(input_features, is_longer)
        if is_longer is not None:
            is_longer = is_longer if ops.dtype(is_longer) == "bool" else is_longer == 1
        recorder = Recorder(attentions=output_attentions)
        hidden, pooled, states = self.audio_encoder(
            input_features, is_longer, recorder, always_partition=always_partition
        )
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=pooled,
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
            attentions=recorder.attentions,
        )


class ClapModel(ClapPreTrainedModel):
    """Both encoders: the similarity of each sound to each text, as `logits_per_audio` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        input_features: [n c f k]; with is_longer [n 1].
        return_loss: return the loss too; text i belongs to sound i.
    """

    def __init__(self, config: ClapConfig):
        super().__init__(config)
        scale = Constant(math.log(config.logit_scale_init_value))
        self.logit_scale_a = nn.Parameter((), init=scale)
        self.logit_scale_t = nn.Parameter((), init=scale)
        self.text_model = ClapTextModel(config.text_config)
        self.text_projection = ClapProjectionLayer(config.text_config)
        self.audio_model = ClapAudioModel(config.audio_config)
        self.audio_projection = ClapProjectionLayer(config.audio_config)

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text encoder's output, whose `pooler_output` [m e] is projected, of length 1."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        pooled = on_unit_sphere(self.text_projection(output.pooler_output))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def get_audio_features(
        self,
        input_features,
        is_longer=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The audio encoder's output, whose `pooler_output` [n e] is projected, of length 1.

        attention_mask has no effect: spectrograms have one length.
        """
        output = self.audio_model(
            input_features=input_features,
            is_longer=is_longer,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        pooled = on_unit_sphere(self.audio_projection(output.pooler_output))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def forward(
        self,
        input_ids=None,
        input_features=None,
        is_longer=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        audio = self.audio_model(input_features=input_features, is_longer=is_longer, **requests)
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            **requests,
        )
        sounds = on_unit_sphere(self.audio_projection(audio.pooler_output))
        texts = on_unit_sphere(self.text_projection(text.pooler_output))
        similarity = ops.matmul(texts, ops.transpose(sounds, 0, 1))  # [m n]
        per_text = similarity * ops.exp(ops.asarray(self.logit_scale_t))
        per_audio = ops.transpose(similarity, 0, 1) * ops.exp(ops.asarray(self.logit_scale_a))
        return ClapOutput(
            loss=pair_loss(per_text, ops.transpose(per_audio, 0, 1)) if return_loss else None,
            logits_per_audio=per_audio,
            logits_per_text=per_text,
            text_embeds=texts,
            audio_embeds=sounds,
            text_model_output=text,
            audio_model_output=audio,
        )


def pair_loss(per_text, per_text_audio):
    """Cross-entropy of each text's own sound [m n], with either scale: upstream's loss, which does
    not look for a sound's own text."""
    texts, sounds = ops.shape(per_text)
    if isinstance(texts, int) and isinstance(sounds, int) and texts != sounds:
        raise InputError(
            f"return_loss=True pairs texts with sounds: got {texts} texts and {sounds} sounds."
        )
    pairs = ops.arange(0, texts, like=per_text, dtype="int64")
    return (token_loss(per_text, pairs) + token_loss(per_text_audio, pairs)) / 2


class ClapTextModelWithProjection(Head, ClapPreTrainedModel):
    """CLAP's text encoder with `text_embeds` [m e]."""

    config_class = ClapTextConfig
    base_class = ClapTextModel
    base_model_prefix = "text_model"
    excluded_inputs = ("token_type_ids", "inputs_embeds")

    def add_head(self, config: ClapTextConfig) -> None:
        self.text_projection = ClapProjectionLayer(config)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        return ClapTextModelOutput.of(
            output, text_embeds=self.text_projection(output.pooler_output)
        )


class ClapAudioModelWithProjection(Head, ClapPreTrainedModel):
    """CLAP's audio encoder with `audio_embeds` [n e]."""

    config_class = ClapAudioConfig
    base_class = ClapAudioModel
    base_model_prefix = "audio_model"
    main_input_name = "input_features"

    def add_head(self, config: ClapAudioConfig) -> None:
        self.audio_projection = ClapProjectionLayer(config)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        return ClapAudioModelOutput.of(
            output, audio_embeds=self.audio_projection(output.pooler_output)
        )


HEADS = {"base": ClapModel}
