"""Phi-4-Multimodal: Abouelenin et al., 2025, arXiv:2503.01743.

Phi-3's decoder, among whose tokens stand the vectors of images and of recordings. An image is read
whole and in crops by SigLIP's encoder; the vectors of all crops are put together again without
padding, each row with its end. A recording is read by conformers (Gulati et al., 2020,
arXiv:2005.08100), whose scores have a bias for each distance.

b batch, t tokens, d hidden; n images, k crops of an image, the whole one first, c H W pixels,
h w patches, r vectors of a crop down and across, e hidden of an encoder, m vectors of all images
or recordings; a recordings, f frames of a spectrogram, i mel bins, u frames after the convolutions,
s blocks of them, z frames of a block, g heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.phi4_multimodal import (
    Phi4MultimodalAudioConfig,
    Phi4MultimodalConfig,
    Phi4MultimodalVisionConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import LecunNormal, Normal, XavierUniform
from auto_core.outputs import BaseModelOutput, BaseModelOutputWithPooling
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.conformer import ACTIVATION, channels_and_bins, subsampling, subsampling_kinds
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, first_rows, with_vectors
from ..blocks.local_attention import blocks
from . import llama, phi3
from .idefics3 import Idefics3VisionTransformer
from .siglip import SiglipMultiheadAttentionPoolingHead

LONGEST = 500  # frames that attend to each other; longer recordings are cut
EPS = 1e-5
# Fresh values of the image encoder, as SigLIP's.
OF_IMAGES = (
    (r"(_proj|fc1|fc2)\.weight$", XavierUniform()),
    (r"\.fc[12]\.bias$", Normal(1e-6)),
    (r"(patch|position)_embedding\.weight$", LecunNormal()),
)


# --- images -------------------------------------------------------------------------------------


class Phi4MultimodalVisionModel(Idefics3VisionTransformer):
    """The image encoder.

    Args of `forward`:
        pixel_values: [n c H W], of any size.
        patch_attention_mask: [n h w], True for patches and False for padding, below and at the
            right.

    Returns the embedding of each image as `pooler_output` [n e].
    """

    config_class = Phi4MultimodalVisionConfig
    base_model_prefix = "phi4_vision"
    initializers = OF_IMAGES

    def __init__(self, config: Phi4MultimodalVisionConfig):
        super().__init__(config)
        self.head = SiglipMultiheadAttentionPoolingHead(config)  # type: ignore[arg-type]

    def forward(
        self,
        pixel_values,
        patch_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = super().forward(
            pixel_values,
            patch_attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden, mask = output.last_hidden_state, patch_attention_mask
        pooled = self.head(hidden, None if mask is None else flat_mask(mask))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def features(self, pixel_values, patch_mask):  # [n c H W], [n h w] -> [n h*w e]
        """The hidden states of the layer whose features are read."""
        hidden = self.embeddings(pixel_values, patch_mask)
        # Both ways, as it was trained; transformers' SDPA is causal here where nothing is padding.
        attend = Attention(Recorder(cache=False), boolean_mask(flat_mask(patch_mask)))
        count = self.config.layers_before_features
        for layer, _ in zip(self.encoder.layers, range(count), strict=False):
            hidden = layer(hidden, attend)
        return hidden


def flat_mask(mask):  # [n h w] -> [n h*w]
    images, rows, columns = ops.shape(mask)
    return ops.reshape(mask, (images, rows * columns))


class Phi4MultimodalImageEmbedding(nn.Module):
    """The vectors of images."""

    def __init__(self, config: Phi4MultimodalConfig):
        super().__init__()
        part, d = config.vision_config, config.hidden_size
        e, self.crop = part.hidden_size, part.crop_size
        self.fills_up = bool(part.patches_per_side % 2)
        self.drop = nn.Dropout(config.embd_pdrop)
        self.img_processor = Phi4MultimodalVisionModel(part)
        self.img_projection_up = nn.Linear(e, d)
        self.img_projection_down = nn.Linear(d, d)
        self.global_img_feature_extensor = nn.Parameter((1, 1, e), init="zeros")
        self.sub_img_feature_extensor = nn.Parameter((1, 1, 1, e), init="zeros")

    def extents(self, image_sizes, crop_mask, crops, side: int):
        """Of each image, how its crops lie and what of their vectors is no padding: crops across
        [n], which crop of k-1 is one [n k-1], and rows and columns of vectors [n].

        Args:
            image_sizes: [n 2], (height, width) of all crops together.
            crop_mask: [n k h w], 1 for patches and 0 for padding, or None.
            crops: k.
            side: r.
        """
        sizes = ops.cast(image_sizes, "int64")
        down, across = (sizes[:, axis] // self.crop for axis in (0, 1))
        across = ops.clamp(across, min=1)
        index = ops.unsqueeze(ops.arange(0, crops - 1, like=sizes, dtype="int64"), 0)  # [1 k-1]
        real = index < ops.unsqueeze(down * across, 1)
        if crop_mask is None:
            return across, real, down * side, across * side
        mask = ops.cast(crop_mask[:, 1:] != 0, "int64")
        first, top = index % ops.unsqueeze(across, 1) == 0, index < ops.unsqueeze(across, 1)
        down_each = ops.sum(mask[:, :, ::2, 0], 2)  # [n k-1]
        across_each = ops.sum(mask[:, :, 0, ::2], 2)
        rows = ops.sum(ops.where(real & first, down_each, 0), 1)
        columns = ops.sum(ops.where(real & top, across_each, 0), 1)
        return across, real, rows, columns

    def count(self, image_sizes, crop_mask, crops: int, side: int):
        """How many vectors all images have."""
        _, _, rows, columns = self.extents(image_sizes, crop_mask, crops, side)
        each = rows * (columns + 1) + 1 + side * (side + 1)
        return ops.sum(each, 0)

    def squares(self, pixel_values, crop_mask):  # [n k c H W], [n k h w] -> [n k r r e]
        """Two by two patches of each crop as one vector; an odd number of them is filled up with
        the patches before the last."""
        images, crops, *one = ops.shape(pixel_values)
        if len(one) != 3:
            raise InputError(
                f"image_pixel_values have shape {tuple(ops.shape(pixel_values))}, expected "
                "[images, crops, channels, height, width]."
            )
        pixels = ops.reshape(pixel_values, (images * crops, *one))
        patch = self.img_processor.config.patch_size
        rows, columns = one[1] // patch, one[2] // patch
        if crop_mask is None:
            crop_mask = ops.ones((images * crops, rows, columns), like=pixels, dtype="int64")
        mask = ops.reshape(crop_mask, (images * crops, rows, columns)) != 0
        hidden = self.img_processor.features(pixels, mask)
        hidden = ops.reshape(hidden, (images * crops, rows, columns, ops.shape(hidden)[2]))
        if self.fills_up:
            hidden = ops.cat([hidden, hidden[:, -2:-1]], 1)
            hidden = ops.cat([hidden, hidden[:, :, -2:-1]], 2)
        hidden = ops.avg_pool2d(hidden, 2, stride=2, padding=0, count_include_pad=False)
        return ops.reshape(hidden, (images, crops, *ops.shape(hidden)[1:]))

    def forward(self, pixel_values, image_sizes, crop_mask):
        """The vectors [m d] of all images in order, and in a graph, where their number is not
        known, others behind them.

        Of each image row by row the vectors of its crops and the end of the row, then a separator,
        then the same of the whole image. All have a number that grows in this order, and are
        sorted by it, those of padding last.
        """
        hidden = self.squares(pixel_values, crop_mask)
        images, crops, side, _, e = ops.shape(hidden)
        across, real, rows, columns = self.extents(image_sizes, crop_mask, crops, side)
        most = (crops - 1) * side  # rows, or columns, that there may be
        step = ops.arange(0, side, like=across, dtype="int64")
        crop = ops.arange(0, crops - 1, like=across, dtype="int64")
        across = ops.unsqueeze(across, 1)
        row = ops.unsqueeze(crop // across * side, 2) + step  # [n k-1 r]
        column = ops.unsqueeze(crop % across * side, 2) + step
        grid = ops.unsqueeze(row * (most + 1), 3) + ops.unsqueeze(column, 2)  # [n k-1 r r]
        real = ops.unsqueeze(real, 2)
        down = real & (row < ops.reshape(rows, (images, 1, 1)))
        beside = real & (column < ops.reshape(columns, (images, 1, 1)))
        kept = ops.unsqueeze(down, 3) & ops.unsqueeze(beside, 2)
        every = ops.unsqueeze(ops.arange(0, most, like=across, dtype="int64"), 0)  # [1 most]
        count = 1 + side * (side + 1)
        rest = ops.unsqueeze(ops.arange(0, count, like=across, dtype="int64"), 0)  # [1 q]
        none = ops.zeros((images, 1), like=across)

        end = ops.asarray(self.sub_img_feature_extensor)  # [1 1 1 e]
        whole = ops.cat([hidden[:, 0], ops.expand(end, (images, side, 1, e))], 2)
        vectors = [
            ops.reshape(hidden[:, 1:], (images, most * side, e)),
            ops.expand(end[0], (images, most, e)),
            ops.expand(ops.asarray(self.global_img_feature_extensor), (images, 1, e)),
            ops.reshape(whole, (images, side * (side + 1), e)),
        ]
        numbers = [
            ops.reshape(grid, (images, most * side)),
            every * (most + 1) + most + none,
            rest + most * (most + 1) + none,
        ]
        chosen = [
            ops.reshape(kept, (images, most * side)),
            every < ops.unsqueeze(rows, 1),
            rest + none >= 0,
        ]
        return self.projected(*(ops.cat(x, 1) for x in (vectors, numbers, chosen)))

    def projected(self, vectors, numbers, chosen):
        """[n q e], [n q], [n q] -> [m d]: the chosen vectors of each image in their order."""
        images, count, e = ops.shape(vectors)
        index = ops.unsqueeze(ops.arange(0, images, like=numbers, dtype="int64"), 1)
        size = ops.amax(numbers, (0, 1)) + 1
        numbers = ops.where(chosen, index * size + numbers, images * size)
        order = ops.argsort(ops.reshape(numbers, (images * count,)), 0, descending=False)
        known = concrete(chosen)
        if known is not None:
            order = order[: int(known.sum())]
        vectors = ops.take(ops.reshape(vectors, (images * count, e)), order, 0)
        hidden = ops.gelu(self.img_projection_up(vectors), approximate="none")
        return self.img_projection_down(hidden)


# --- recordings ---------------------------------------------------------------------------------


class Phi4MultimodalAudioMLP(nn.Module):
    """A gated feed-forward part."""

    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        e, self.inner = config.hidden_size, config.intermediate_size
        self.layer_norm = nn.LayerNorm(e, eps=EPS)
        self.gate_up_proj = nn.Linear(e, 2 * self.inner)
        self.down_proj = nn.Linear(self.inner, e)
        self.activation = activation(config.activation)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden):  # [a u e] -> [a u e]
        both = self.gate_up_proj(self.layer_norm(hidden))
        up, gate = ops.split(both, [self.inner, self.inner], -1)
        return self.dropout(self.down_proj(self.dropout(up * self.activation(gate))))


class Phi4MultimodalAudioAttention(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        e, self.head_size = config.hidden_size, config.head_size
        inner = self.head_size * config.num_attention_heads
        self.q_proj = nn.Linear(e, inner)
        self.k_proj = nn.Linear(e, inner)
        self.v_proj = nn.Linear(e, inner)
        self.o_proj = nn.Linear(inner, e)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, bias, attend):  # [a u e], [1|a g u u] -> [a u e]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class Phi4MultimodalAudioDepthWiseSeparableConv1d(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        e, self.before = config.hidden_size, config.kernel_size - 1
        inner = e * config.depthwise_multiplier
        self.dw_conv = nn.Conv1d(e, inner, config.kernel_size, groups=e)
        self.pw_conv = nn.Conv1d(inner, e, 1)

    def forward(self, hidden):  # [a u e] -> [a u e], of earlier frames alone
        hidden = ops.pad(hidden, [(0, 0), (self.before, 0), (0, 0)], value=0.0)
        return self.pw_conv(self.dw_conv(hidden))


class Phi4MultimodalAudioGluPointWiseConv(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        self.size = e = config.hidden_size
        self.ext_pw_conv_1d = nn.Conv1d(e, 2 * e, 1)
        self.b1 = nn.Parameter((1, e, 1), init="zeros")
        self.b2 = nn.Parameter((1, e, 1), init="zeros")
        self.activation = activation(config.conv_glu_type)

    def forward(self, hidden):  # [a u e] -> [a u e]
        values, gate = ops.split(self.ext_pw_conv_1d(hidden), [self.size, self.size], -1)
        b1, b2 = (ops.reshape(ops.asarray(b), (1, 1, self.size)) for b in (self.b1, self.b2))
        return (values + b1) * self.activation(gate + b2)


class Phi4MultimodalAudioConvModule(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        e = config.hidden_size
        self.layer_norm = nn.LayerNorm(e, eps=EPS)
        self.glu = Phi4MultimodalAudioGluPointWiseConv(config)
        self.dw_sep_conv_1d = Phi4MultimodalAudioDepthWiseSeparableConv1d(config)
        self.ext_pw_conv_1d = nn.Conv1d(e, e, 1)
        self.activation = activation(config.conv_activation)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden):  # [a u e] -> [a u e]
        hidden = self.dw_sep_conv_1d(self.glu(self.layer_norm(hidden)))
        return self.dropout(self.ext_pw_conv_1d(self.activation(hidden)))


class Phi4MultimodalAudioConformerEncoderLayer(nn.Block):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        e = config.hidden_size
        self.feed_forward_in = Phi4MultimodalAudioMLP(config)
        self.self_attn = Phi4MultimodalAudioAttention(config)
        self.conv = Phi4MultimodalAudioConvModule(config)
        self.feed_forward_out = Phi4MultimodalAudioMLP(config)
        self.layer_norm_att = nn.LayerNorm(e, eps=EPS)
        self.layer_norm = nn.LayerNorm(e, eps=EPS)

    def forward(self, hidden, bias, attend):  # [a u e], [1|a g u u] -> [a u e]
        hidden = hidden + 0.5 * self.feed_forward_in(hidden)
        hidden = hidden + self.self_attn(self.layer_norm_att(hidden), bias, attend)
        hidden = hidden + self.conv(hidden)
        return self.layer_norm(hidden + 0.5 * self.feed_forward_out(hidden))


class Phi4MultimodalAudioNemoConvSubsampling(nn.Module):
    """Convolutions over time and frequency, each of which halves both."""

    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        channels = config.nemo_conv_channels
        self.kinds = subsampling_kinds(config.convolutions)
        self.conv = subsampling(self.kinds, channels, 3, 2)
        self.out = nn.Linear(channels * config.bins, config.hidden_size)
        self.activation = activation(config.nemo_activation)

    def forward(self, features):  # [a f i] -> [a u e]
        hidden = ops.unsqueeze(features, 3)
        for layer, kind in zip(self.conv, self.kinds, strict=True):
            hidden = self.activation(hidden) if kind == ACTIVATION else layer(hidden)
        return self.out(channels_and_bins(hidden))


class Phi4MultimodalAudioRelativeAttentionBias(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        self.most, self.symmetric = config.bias_max_distance, config.bias_symmetric
        count = self.most if self.symmetric else 2 * self.most
        self.bias_values = nn.Embedding(count, config.num_attention_heads)

    def forward(self, frames, like):  # -> [1 g z z], of so many frames
        index = ops.arange(0, frames, like=like, dtype="int64")
        distance = ops.unsqueeze(index, 0) - ops.unsqueeze(index, 1)
        if self.symmetric:
            row = ops.clamp(ops.abs(distance), max=self.most - 1)
        else:
            row = ops.clamp(distance, min=-self.most, max=self.most - 1) + self.most
        return ops.unsqueeze(ops.permute(self.bias_values(row), (2, 0, 1)), 0)


class Phi4MultimodalAudioMeanVarianceNormLayer(nn.Module):
    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__()
        self.global_mean = nn.Buffer((config.input_size,), init="zeros")
        self.global_invstd = nn.Buffer((config.input_size,), init="ones")

    def forward(self, features):  # [a f i] -> [a f i]
        mean, scale = ops.asarray(self.global_mean), ops.asarray(self.global_invstd)
        return (ops.cast(features, ops.dtype(mean)) - mean) * scale


class Phi4MultimodalAudioModel(nn.PreTrainedModel):
    """The audio encoder.

    Args of `forward`:
        hidden_states: [a f i], log-mel spectrograms.
        attention_mask: [a f], 1 for frames and 0 for padding.

    Returns:
        BaseModelOutput: last_hidden_state [a u e], and on request hidden_states and attentions;
        these are of blocks of 500 frames, [a*s ...], where there are more.
    """

    config_class: Any = Phi4MultimodalAudioConfig
    base_model_prefix = "encoder"
    main_input_name = "hidden_states"

    def __init__(self, config: Phi4MultimodalAudioConfig):
        super().__init__(config)
        self.encoder_embedding = Phi4MultimodalAudioMeanVarianceNormLayer(config)
        self.embed = Phi4MultimodalAudioNemoConvSubsampling(config)
        self.relative_attention_bias_layer = Phi4MultimodalAudioRelativeAttentionBias(config)
        layers = range(config.num_blocks)
        self.encoders = nn.ModuleList(
            Phi4MultimodalAudioConformerEncoderLayer(config) for _ in layers
        )
        self.coin = nn.Dropout(0.5)

    def get_input_embeddings(self):
        return None  # it reads sound

    def forward(
        self,
        hidden_states=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if hidden_states is None:
            raise InputError("Pass hidden_states [recordings, frames, mel bins].")
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embed(self.encoder_embedding(hidden_states))
        recordings, frames, e = ops.shape(hidden)
        count = (frames + LONGEST - 1) // LONGEST  # 500 frames in each block, or what there are
        size = LONGEST + (1 // count) * (frames - LONGEST)
        padding = None
        if attention_mask is not None:
            padding = self.padding(attention_mask, frames)
            padding = ops.reshape(blocks(padding, size), (recordings * count, size))
        hidden = ops.reshape(blocks(hidden, size), (recordings * count, size, e))
        bias = self.relative_attention_bias_layer(size, hidden)
        attended = self.attended(size, padding, bias)
        if attended is not None:
            bias = bias + attended
        attend = Attention(recorder)
        for layer in self.encoders:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, bias, attend)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=ops.reshape(hidden, (recordings, count * size, e))[:, :frames],
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def padding(self, attention_mask, frames):  # [a f] -> [a u]
        """1 for frames after the convolutions, and 0 for padding."""
        factor = self.config.time_reduction
        lengths = ops.sum(ops.cast(attention_mask, "int64"), 1)
        lengths = (lengths + factor - 1) // factor
        index = ops.arange(0, frames, like=lengths, dtype="int64")
        return ops.cast(index < ops.unsqueeze(lengths, 1), "int64")

    def attended(self, frames, padding, like):
        """What is added to scores, [1|a*s 1 z z] or None for the same of all: 1 where a frame
        attends to a frame of its chunk or of `left_chunk` before it that is no padding, else 0.

        So the encoder was trained: no frame is masked, scores of the others are higher by 1.
        """
        size, wide = self.config.chunk_size, ops.dtype(like)
        found = None if padding is None else ops.unsqueeze(ops.unsqueeze(padding, 1), 1) == 1
        if size > 0:
            index = ops.arange(0, frames, like=like, dtype="int64")
            # In training, by chance the first chunk is the incomplete one, and not the last.
            first = ops.cast(self.coin(ops.ones((1,), like=like)) == 0, "int64")
            chunk = (index + first * (-frames % size)) // size
            distance = ops.unsqueeze(chunk, 1) - ops.unsqueeze(chunk, 0)  # [z z]
            near = (distance >= 0) & (distance <= self.config.left_chunk)
            near = ops.unsqueeze(ops.unsqueeze(near, 0), 0)
            found = near if found is None else found & near
        return None if found is None else ops.cast(found, wide)


class Phi4MultimodalAudioEmbedding(nn.Module):
    """The vectors of recordings, by themselves or beside images."""

    def __init__(self, config: Phi4MultimodalConfig):
        super().__init__()
        e, d = config.audio_config.hidden_size, config.hidden_size
        self.drop = nn.Dropout(config.embd_pdrop)
        self.encoder = Phi4MultimodalAudioModel(config.audio_config)
        self.up_proj_for_speech = nn.Linear(e, d)
        self.down_proj_for_speech = nn.Linear(d, d)
        self.up_proj_for_vision_speech = nn.Linear(e, d)
        self.down_proj_for_vision_speech = nn.Linear(d, d)

    def forward(self, features, sizes, frame_mask, *, beside_images: bool):
        """The vectors [m d] of all recordings in order, the first `sizes` [a] of each (None: all),
        and others behind them."""
        hidden = self.encoder(features, frame_mask, return_dict=True).last_hidden_state
        if beside_images:
            up, down = self.up_proj_for_vision_speech, self.down_proj_for_vision_speech
        else:
            up, down = self.up_proj_for_speech, self.down_proj_for_speech
        vectors = down(ops.gelu(up(hidden), approximate="none"))
        recordings, frames, d = ops.shape(vectors)
        rows = ops.reshape(vectors, (recordings * frames, d))
        if sizes is None:
            return rows
        sizes = ops.unsqueeze(ops.cast(sizes, "int64"), 1)
        chosen = ops.arange(0, frames, like=sizes, dtype="int64") < sizes
        return first_rows(rows, ops.reshape(chosen, (recordings * frames,)))[0]


# --- the language model -------------------------------------------------------------------------


class Phi4MultimodalFeatureEmbedding(nn.Module):
    """The vectors of images and of recordings at their tokens."""

    def __init__(self, config: Phi4MultimodalConfig):
        super().__init__()
        self.image_token = config.vision_config.image_token_id
        self.audio_token = config.audio_config.audio_token_id
        self.image_embed = Phi4MultimodalImageEmbedding(config)
        self.audio_embed = Phi4MultimodalAudioEmbedding(config)

    def forward(self, input_ids, embeddings, images, sounds):
        """[b t], [b t d] -> [b t d]; each of the others three inputs, of which the first is None
        where there are none."""
        found = embeddings
        of_image = input_ids == self.image_token
        if images[0] is not None:
            part = self.image_embed
            found = part.drop(with_vectors(embeddings, of_image, part(*images)))
        if sounds[0] is not None:
            part, beside = self.audio_embed, images[0] is not None
            vectors = part(*sounds, beside_images=beside)
            other = part.drop(with_vectors(embeddings, input_ids == self.audio_token, vectors))
            found = ops.where(ops.unsqueeze(of_image, 2), found, other) if beside else other
        return found


class Phi4MultimodalPreTrainedModel(ImageTokenChecks, llama.LlamaPreTrainedModel):
    """What all Phi-4-Multimodal models share."""

    config_class = Phi4MultimodalConfig
    layer_class = phi3.Phi3DecoderLayer
    fused_projections = (r"\.gate_up_proj$",)
    renames = ()
    initializers = tuple((rf"img_processor\..*{names}", rule) for names, rule in OF_IMAGES)
    prefill_inputs = (
        *("image_pixel_values", "image_sizes", "image_attention_mask"),
        *("audio_input_features", "audio_embed_sizes", "audio_attention_mask"),
    )

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config, found = self.config, {}
        vision, audio = config.vision_config, config.audio_config
        pixels, sizes = inputs.get("image_pixel_values"), inputs.get("image_sizes")
        if pixels is not None and sizes is not None and len(ops.shape(pixels)) == 5:
            part = getattr(self, "model", self).embed_tokens_extend.image_embed
            given = (sizes, inputs.get("image_attention_mask"), ops.shape(pixels)[1])
            count = concrete(part.count(*given, vision.vectors_per_side))
            if count is not None:
                found["image_pixel_values"] = (vision.image_token_id, int(count))
        features, sizes = inputs.get("audio_input_features"), inputs.get("audio_embed_sizes")
        if features is not None:
            count = None if sizes is None else concrete(sizes)
            if count is not None:
                found["audio_input_features"] = (audio.audio_token_id, int(count.sum()))
        return found


class Phi4MultimodalModel(llama.LlamaModel, Phi4MultimodalPreTrainedModel):
    """Phi-4-Multimodal without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image or a recording, or inputs_embeds
            [b t d] without either.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        image_pixel_values: [n k c H W], of each image the whole and its crops, fewer than k filled
            up.
        image_sizes: [n 2], (height, width) of all crops of an image together.
        image_attention_mask: [n k h w], 1 for patches and 0 for padding.
        audio_input_features: [a f i], log-mel spectrograms of all recordings.
        audio_embed_sizes: [a], how many vectors each has.
        audio_attention_mask: [a f], 1 for frames and 0 for padding.

    Returns:
        BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request hidden_states
        and attentions.
    """

    def __init__(self, config: Phi4MultimodalConfig):
        super().__init__(config)
        self.embed_tokens_extend = Phi4MultimodalFeatureEmbedding(config)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        image_pixel_values=None,
        image_sizes=None,
        image_attention_mask=None,
        audio_input_features=None,
        audio_embed_sizes=None,
        audio_attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        images = (image_pixel_values, image_sizes, image_attention_mask)
        sounds = (audio_input_features, audio_embed_sizes, audio_attention_mask)
        if image_pixel_values is not None or audio_input_features is not None:
            if input_ids is None or inputs_embeds is not None:
                raise InputError(
                    "image_pixel_values and audio_input_features need input_ids: pass no "
                    "inputs_embeds."
                )
            if image_pixel_values is not None and image_sizes is None:
                raise InputError(
                    "image_pixel_values came without image_sizes: pass what the processor gave."
                )
            embeddings = self.embed(input_ids)
            inputs_embeds = self.embed_tokens_extend(input_ids, embeddings, images, sounds)
            input_ids = None
        return super().forward(
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Phi4MultimodalForCausalLM(CausalLM, Phi4MultimodalPreTrainedModel):
    base_class = Phi4MultimodalModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


HEADS = {
    "base": Phi4MultimodalModel,
    "causal-lm": Phi4MultimodalForCausalLM,
    "multimodal-lm": Phi4MultimodalForCausalLM,
}
