"""Florence-2: Xiao et al., 2023, arXiv:2311.06242.

DaViT's patches (Ding et al., 2022, arXiv:2204.03645) among the tokens that BART's encoder reads;
its decoder writes captions, boxes and polygons.

b batch, n images, c H W pixels, h w rows and columns of patches, p patches of an image, k tokens
of the encoder, t of the decoder, g groups of channels, s channels of a group or of a head,
d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.florence2 import Florence2Config, Florence2VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    Florence2Seq2SeqLMOutput,
    Florence2Seq2SeqModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import windows
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_first
from ..blocks.image_tokens import ImageTokenChecks
from ..blocks.patches import check_images
from ..blocks.seq2seq import shift_right
from ..blocks.seq2seq_heads import Seq2SeqLM
from . import llava

EPS = 1e-5

# As transformers writes them, and as its authors' own code does.
RENAMES = (
    (r"^language_model\.lm_head\.", "lm_head."),
    (r"^language_model\.model\.", "model.language_model."),
    (r"^vision_tower\.", "model.vision_tower."),
    (r"^image_projection$", "model.multi_modal_projector.image_projection.weight"),
    (r"^image_proj_norm\.", "model.multi_modal_projector.image_proj_norm."),
    (r"^image_pos_embed\.", "model.multi_modal_projector.image_position_embed."),
    (r"^visual_temporal_embed\.", "model.multi_modal_projector.visual_temporal_embed."),
    (r"(\.convs\.\d+)\.proj\.", r"\1.conv."),
    (r"\.(conv[12])\.fn\.dw\.", r".\1."),
    (r"\.(window|channel)_attn\.norm\.", ".norm1."),
    (r"\.ffn\.norm\.", ".norm2."),
    (r"\.(window_attn|channel_attn)\.fn\.", r".\1."),
    (r"\.ffn\.fn\.net\.", ".ffn."),
)


class Florence2VisionConvEmbed(nn.Module):
    """A convolution between stages, with a norm before or behind it."""

    def __init__(self, config: Florence2VisionConfig, stage: int):
        super().__init__()
        inputs = config.embed_dim[stage - 1] if stage else config.in_channels
        outputs = config.embed_dim[stage]
        self.conv = nn.Conv2d(
            inputs,
            outputs,
            config.patch_size[stage],
            stride=config.patch_stride[stage],
            padding=config.patch_padding[stage],
        )
        self.norm_first = config.patch_prenorm[stage]
        self.norm = nn.LayerNorm(inputs if self.norm_first else outputs, eps=EPS)

    def forward(self, hidden):  # [n h w d] -> [n h/stride w/stride d]
        if self.norm_first:
            return self.conv(self.norm(hidden))
        return self.norm(self.conv(hidden))


class Florence2VisionAttention(nn.Module):
    """The layers before and after attention."""

    def __init__(self, config: Florence2VisionConfig, stage: int):
        super().__init__()
        d = config.embed_dim[stage]
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)

    def project(self, tokens, size: int):  # [n p d] -> three of [n p h s]
        heads = self.proj.in_features // size
        return ops.split(split_heads(self.qkv(tokens), size), [heads] * 3, 2)


class Florence2VisionWindowAttention(Florence2VisionAttention):
    """Attention of the patches inside a window; those of padding count as any."""

    def __init__(self, config: Florence2VisionConfig, stage: int):
        super().__init__(config, stage)
        self.head_size = config.embed_dim[stage] // config.num_heads[stage]
        self.window = config.window_size

    def forward(self, hidden, attend):  # [n h w d] -> [n h w d]
        def within(tokens, _):
            query, key, value = self.project(tokens, self.head_size)
            return self.proj(attend(query, key, value, scale=self.head_size**-0.5))

        return windows.in_windows(hidden, within, window=self.window, shift=0)


class Florence2VisionChannelAttention(Florence2VisionAttention):
    """Attention of the channels of a group to each other, over all patches."""

    def __init__(self, config: Florence2VisionConfig, stage: int):
        super().__init__(config, stage)
        self.group_size = config.embed_dim[stage] // config.num_groups[stage]

    def forward(self, hidden, attend):  # [n h w d] -> [n h w d]
        images, rows, columns, d = ops.shape(hidden)
        patches, size = rows * columns, self.group_size
        tokens = ops.reshape(hidden, (images, patches, d))
        query, key, value = (ops.permute(x, (0, 3, 2, 1)) for x in self.project(tokens, size))
        exact = "float64" if ops.dtype(query) == "float64" else "float32"
        count = ops.sum(ops.ones((patches,), like=query, dtype=exact), 0)  # p may be open
        query = query * ops.cast(ops.rsqrt(count), ops.dtype(query))  # [n s g p]
        mixed = ops.reshape(
            attend(query, key, value, scale=1.0), (images, size, d // size, patches)
        )
        mixed = ops.reshape(ops.permute(mixed, (0, 3, 2, 1)), (images, rows, columns, d))
        return self.proj(mixed)


class Florence2VisionMLP(nn.Module):
    def __init__(self, config: Florence2VisionConfig, stage: int):
        super().__init__()
        d = config.embed_dim[stage]
        self.fc1 = nn.Linear(d, int(d * config.mlp_ratio))
        self.fc2 = nn.Linear(int(d * config.mlp_ratio), d)
        self.activation = activation(config.activation_function)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class Florence2VisionSpatialBlock(nn.Block):
    """Attention, then the feed-forward part, each behind a convolution of each channel."""

    attention_name, attention_class = "window_attn", Florence2VisionWindowAttention

    def __init__(self, config: Florence2VisionConfig, stage: int, *, drop: float):
        super().__init__()
        d = config.embed_dim[stage]
        self.conv1 = nn.Conv2d(d, d, 3, padding=1, groups=d)
        self.norm1 = nn.LayerNorm(d, eps=EPS)
        setattr(self, self.attention_name, self.attention_class(config, stage))
        self.conv2 = nn.Conv2d(d, d, 3, padding=1, groups=d)
        self.norm2 = nn.LayerNorm(d, eps=EPS)
        self.ffn = Florence2VisionMLP(config, stage)
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden, attend):  # [n h w d] -> [n h w d]
        attention = getattr(self, self.attention_name)
        hidden = self.conv1(hidden) + hidden
        hidden = hidden + self.drop_path(attention(self.norm1(hidden), attend))
        hidden = self.conv2(hidden) + hidden
        return hidden + self.drop_path(self.ffn(self.norm2(hidden)))


class Florence2VisionChannelBlock(Florence2VisionSpatialBlock):
    attention_name, attention_class = "channel_attn", Florence2VisionChannelAttention


class Florence2VisionBlock(nn.Module):
    def __init__(self, config: Florence2VisionConfig, stage: int, drops: tuple[float, float]):
        super().__init__()
        self.spatial_block = Florence2VisionSpatialBlock(config, stage, drop=drops[0])
        self.channel_block = Florence2VisionChannelBlock(config, stage, drop=drops[1])

    def forward(self, hidden, attend):  # [n h w d] -> [n h w d]
        return self.channel_block(self.spatial_block(hidden, attend), attend)


class Florence2VisionBackbone(nn.PreTrainedModel):
    """The image encoder, DaViT.

    Args of `forward`:
        pixel_values: [n c H W], of any size.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n d h w].
    """

    config_class = Florence2VisionConfig
    base_model_prefix = "vision_tower"
    main_input_name = "pixel_values"

    def __init__(self, config: Florence2VisionConfig):
        super().__init__(config)
        count = 2 * sum(config.depths)
        drops = [config.drop_path_rate * i / (count - 1) for i in range(count)]
        pairs = iter(zip(drops[::2], drops[1::2], strict=True))
        stages = range(len(config.embed_dim))
        self.convs = nn.ModuleList(Florence2VisionConvEmbed(config, stage) for stage in stages)
        self.blocks = nn.ModuleList(
            nn.ModuleList(
                Florence2VisionBlock(config, stage, next(pairs))
                for _ in range(config.depths[stage])
            )
            for stage in stages
        )

    def get_input_embeddings(self):
        return self.convs[0].conv

    def forward(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder)
        check_images(pixel_values, channels=self.config.in_channels)
        hidden = ops.permute(pixel_values, (0, 2, 3, 1))
        for conv, blocks in zip(self.convs, self.blocks, strict=True):
            hidden = conv(hidden)
            for block in blocks:
                if not recorder.hidden_states:
                    recorder.add_hidden_state(channels_first(hidden))
                hidden = block(hidden, attend)
                recorder.add_hidden_state(channels_first(hidden))
        return BaseModelOutputWithPooling(
            last_hidden_state=channels_first(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class Florence2VisionLearnedAbsolutePositionEmbedding2D(nn.Module):
    """Learnt positions: half of the channels tell columns, half rows."""

    def __init__(self, config: Florence2VisionConfig):
        super().__init__()
        self.most, d = config.max_position_embeddings, config.embed_dim[-1]
        self.row_embeddings = nn.Embedding(self.most, d // 2)
        self.column_embeddings = nn.Embedding(self.most, d - d // 2)

    def forward(self, hidden):  # [n h w d] -> [h w d]
        _, rows, columns, _ = ops.shape(hidden)
        for size in (rows, columns):
            if isinstance(size, int) and size > self.most:
                raise InputError(
                    f"The images have {rows}x{columns} patches after the last stage, and there "
                    f"are positions of {self.most} rows and columns."
                )
        down = self.row_embeddings(ops.arange(0, rows, like=hidden, dtype="int64"))
        across = self.column_embeddings(ops.arange(0, columns, like=hidden, dtype="int64"))
        halves = ops.unsqueeze(across, 0), ops.unsqueeze(down, 1)
        return ops.cat(
            [ops.expand(x, (rows, columns, ops.shape(x)[-1])) for x in halves],
            -1,
        )


def sinusoids(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """A sine and a cosine of each frequency in turn, of each position [positions d]."""
    positions, size = shape
    angle = np.arange(positions)[:, None] * 10000.0 ** (-2 * np.arange(size // 2) / size)
    return np.stack([np.sin(angle), np.cos(angle)], -1).reshape(positions, size)


class Florence2VisionPositionalEmbeddingCosine1D(nn.Module):
    """Fixed positions of frames, of which an image is the first; files hold them."""

    def __init__(self, config: Florence2VisionConfig):
        super().__init__()
        shape = (config.max_temporal_embeddings, config.embed_dim[-1])
        self.pos_idx_to_embed = nn.Buffer(shape, init=sinusoids)

    def forward(self):  # -> [d]
        return ops.asarray(self.pos_idx_to_embed)[0]


class Florence2MultiModalProjector(nn.Module):
    """The mean of an image's patches, then the patches, with positions, at the text's size."""

    def __init__(self, config: Florence2Config):
        super().__init__()
        vision = config.vision_config
        d = vision.projection_dim
        self.image_projection = nn.Linear(vision.embed_dim[-1], d, bias=False)
        self.image_proj_norm = nn.LayerNorm(d, eps=EPS)
        self.image_position_embed = Florence2VisionLearnedAbsolutePositionEmbedding2D(vision)
        self.visual_temporal_embed = Florence2VisionPositionalEmbeddingCosine1D(vision)

    def forward(self, maps):  # [n d h w] -> [n 1+p d]
        hidden = ops.permute(maps, (0, 2, 3, 1))
        images, rows, columns, d = ops.shape(hidden)
        hidden = hidden + self.image_position_embed(hidden) + self.visual_temporal_embed()
        patches = ops.reshape(hidden, (images, rows * columns, d))
        both = ops.cat([ops.mean(patches, 1, keepdim=True), patches], 1)
        return self.image_proj_norm(self.image_projection(both))


class Florence2PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Florence-2 models share."""

    config_class = Florence2Config
    base_model_prefix = "model"
    renames = RENAMES
    ignored_keys = (r"(^|\.)final_logits_bias$",)  # zeros, in files of its authors' own code
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("pixel_values",)
    # The parts that variations of this family replace.
    tower_class: Any = Florence2VisionBackbone
    projector_class: Any = Florence2MultiModalProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not all(isinstance(n, int) for n in shape):
            return {}
        rows, columns = self.config.vision_config.grid(*shape[2:])
        return {"pixel_values": (self.config.image_token_id, shape[0] * (1 + rows * columns))}


class Florence2Model(llava.TowerAndDecoder, Florence2PreTrainedModel):
    """Florence-2 without a head.

    Args of `forward`:
        input_ids: [b k], with a token for each vector of an image, or inputs_embeds [b k d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d], by default one start token;
            decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Florence2Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def add_tower(self, config: Florence2Config) -> None:
        self.vision_tower = self.tower_class(config.vision_config)

    @property
    def always_tied(self):
        """What the language model shares inside."""
        ties = self.language_model.ties()
        return {f"language_model.{a}": f"language_model.{b}" for a, b in ties.items()}

    def get_encoder(self):
        """The encoder of texts: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.language_model.get_encoder()

    def get_decoder(self):
        return self.language_model.get_decoder()

    def embed(self, input_ids):  # [b k] -> [b k d]
        return self.get_input_embeddings()(self.known(input_ids))

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with vectors [n 1+p d] of images as `pooler_output`."""
        output = self.vision_tower(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.multi_modal_projector(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        decoder_inputs_embeds=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, rows = self.image_rows(pixel_values if encoder_outputs is None else None)
        if encoder_outputs is None:
            inputs_embeds = self.with_vectors(input_ids, inputs_embeds, rows)
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            like = inputs_embeds if encoder_outputs is None else encoder_outputs[0]
            start = self.config.text_config.decoder_start_token_id
            shape = (ops.shape(like)[0], 1)
            decoder_input_ids = ops.full(shape, start, like=like, dtype="int64")
        output = self.language_model(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            decoder_input_ids=decoder_input_ids,
            decoder_attention_mask=decoder_attention_mask,
            decoder_inputs_embeds=decoder_inputs_embeds,
            encoder_outputs=encoder_outputs,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return Florence2Seq2SeqModelOutput.of(output, image_hidden_states=vectors)


class Florence2ForConditionalGeneration(Seq2SeqLM, Florence2PreTrainedModel):
    """The next token of the decoder; see `Seq2SeqLM`."""

    model: Any
    base_class = Florence2Model
    output_class = Florence2Seq2SeqLMOutput
    tied_weights = {"lm_head.weight": "model.language_model.shared.weight"}

    @property
    def always_tied(self):
        """What the base model shares inside."""
        return {f"model.{a}": f"model.{b}" for a, b in self.model.ties().items()}

    def get_encoder(self):
        """See the base model."""
        return self.model.get_encoder()

    def get_decoder(self):
        return self.model.get_decoder()

    def get_image_features(self, pixel_values, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, **options)

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config.text_config, labels)


HEADS = {
    "base": Florence2Model,
    "pretraining": Florence2ForConditionalGeneration,
    "vision2seq": Florence2ForConditionalGeneration,
    "image-text-to-text": Florence2ForConditionalGeneration,
    "multimodal-lm": Florence2ForConditionalGeneration,
}
