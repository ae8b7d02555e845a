"""DeepSeek-OCR 2: Wei et al., 2026, arXiv:2601.20552.

SAM's encoder makes a map of an image and of tiles of it; behind the map, learned queries read it
in an order of their own through the layers of a language model; what they make stands among the
tokens of a decoder of experts.

b batch, t tokens, n images or tiles, p vectors of the map, q queries, m vectors of all images,
e hidden of the queries, d hidden, y x map, c H W pixels, h heads, s size of a head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs.deepseek_ocr2 import (
    DeepseekOcr2Config,
    DeepseekOcr2SamVisionConfig,
    DeepseekOcr2TextConfig,
    DeepseekOcr2VisionConfig,
    DeepseekOcr2VisionEncoderConfig,
)
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    AriaCausalLMOutputWithPast,
    AriaModelOutputWithPast,
    DeepseekOcr2ModelOutputWithPooling,
)
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, windows
from ..blocks.attention import Attention
from ..blocks.patches import PatchEmbeddings, resized_positions
from ..blocks.rotary import RotaryEmbedding
from . import llama, llava, mixtral, qwen2_moe
from .deepseek_v2 import DeepseekV2Moe
from .sam import SamMLPBlock, SamVisionNeck, first_rows
from .vitdet import vectors

SMALL, LARGE = 144, 256  # queries of an image of 768 pixels a side, and of one of 1024


# --- the map -------------------------------------------------------------------------------------


class DeepseekOcr2SamVisionAttention(nn.Module):
    """Attention within [y x] of any size, with vectors of distances in rows and in columns."""

    def __init__(self, config: DeepseekOcr2SamVisionConfig, size: int):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.rel_pos_h = self.rel_pos_w = None
        if config.use_rel_pos:
            shape = (2 * size - 1, self.head_size)
            self.rel_pos_h = nn.Parameter(shape, init="zeros")
            self.rel_pos_w = nn.Parameter(shape, init="zeros")

    def forward(self, hidden, *, size):  # [n t e] of (rows, columns) -> [n t e]
        images, tokens, d = ops.shape(hidden)
        qkv = ops.reshape(self.qkv(hidden), (images, tokens, 3, self.heads, self.head_size))
        query, key, value = (qkv[:, :, i] for i in range(3))
        bias = None if self.rel_pos_h is None else self.bias(query, size)
        output, _ = ops.attention(
            query, key, value, scale=self.head_size**-0.5, bias=bias, dropout=self.dropout
        )
        return self.proj(ops.reshape(output, (images, tokens, d)))

    def bias(self, query, size):  # [n t h s] -> [n h t t]
        rows, columns = size
        images, tokens, heads, s = ops.shape(query)
        image = ops.reshape(query, (images, rows, columns, heads, s))
        down = ops.einsum("byxhs,yks->bhyxk", image, vectors(self.rel_pos_h, rows))
        across = ops.einsum("byxhs,xks->bhyxk", image, vectors(self.rel_pos_w, columns))
        both = ops.unsqueeze(down, 5) + ops.unsqueeze(across, 4)  # [n h y x y x]
        return ops.reshape(both, (images, heads, tokens, tokens))


class DeepseekOcr2SamVisionLayer(nn.Block):
    """Attention within windows or everywhere, then the feed-forward part."""

    def __init__(self, config: DeepseekOcr2SamVisionConfig, index: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.window = 0 if index in config.global_attn_indexes else config.window_size
        size = self.window or config.image_size // config.patch_size
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.attn = DeepseekOcr2SamVisionAttention(config, size)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp: Any = SamMLPBlock(config)  # pyright: ignore[reportArgumentType]

    def forward(self, hidden):  # [n y x e] -> [n y x e]
        images, rows, columns, d = ops.shape(hidden)
        change = self.layer_norm1(hidden)
        if self.window:

            def within(tokens, shift_mask):
                return self.attn(tokens, size=(self.window, self.window))

            change = windows.in_windows(change, within, window=self.window, shift=0)
        else:
            tokens = ops.reshape(change, (images, rows * columns, d))
            change = self.attn(tokens, size=(rows, columns))
            change = ops.reshape(change, (images, rows, columns, d))
        hidden = hidden + change
        return hidden + self.mlp(self.layer_norm2(hidden))


class DeepseekOcr2SamVisionProj(nn.Module):
    """Two convolutions, each of which halves the map."""

    def __init__(self, config: DeepseekOcr2SamVisionConfig):
        super().__init__()
        channels: Any = config.downsample_channels
        first, second = channels
        options: dict[str, Any] = dict(stride=2, padding=1, bias=False)
        self.conv1 = nn.Conv2d(config.output_channels, first, 3, **options)
        self.conv2 = nn.Conv2d(first, second, 3, **options)

    def forward(self, hidden):  # [n y x c] -> [n y/4 x/4 e]
        return self.conv2(self.conv1(hidden))


class DeepseekOcr2SamVisionEncoder(nn.Module):
    """SAM's encoder of images of any size, whose positions are interpolated."""

    def __init__(self, config: DeepseekOcr2SamVisionConfig):
        super().__init__()
        self.patch_embed = PatchEmbeddings(config)
        rows, columns = self.patch_embed.grid
        self.pos_embed = None
        if config.use_abs_pos:
            shape = (1, rows, columns, config.hidden_size)
            self.pos_embed = nn.Parameter(shape, init="zeros")
        self.layers = nn.ModuleList(
            DeepseekOcr2SamVisionLayer(config, index) for index in range(config.num_hidden_layers)
        )
        self.neck: Any = SamVisionNeck(config)  # pyright: ignore[reportArgumentType]
        self.proj = DeepseekOcr2SamVisionProj(config)

    def forward(self, pixel_values):  # [n c H W] -> [n y x e]
        size = self.patch_embed.count(*self.patch_embed.size(pixel_values, any_size=True))
        hidden = self.patch_embed(pixel_values)
        if self.pos_embed is not None:
            grid, table = self.patch_embed.grid, ops.asarray(self.pos_embed)
            table = ops.reshape(table, (1, grid[0] * grid[1], ops.shape(hidden)[-1]))
            hidden = hidden + resized_positions(table, grid, size, special=0, antialias=True)
        hidden = ops.reshape(hidden, (-1, *size, ops.shape(hidden)[-1]))
        for layer in self.layers:
            hidden = layer(hidden)
        return self.proj(self.neck(hidden))


# --- the queries ---------------------------------------------------------------------------------


class DeepseekOcr2VisionEncoder(nn.Module):
    """Qwen2's layers: vectors of the map attend to each other, queries to those before them."""

    def __init__(self, config: DeepseekOcr2VisionEncoderConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(llama.LlamaDecoderLayer(config) for _ in layers)
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def forward(self, hidden, *, of_map: int, recorder):  # [n p+q e] -> [n p+q e]
        position = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        position = ops.unsqueeze(position, 0)
        rotation = self.rotary_emb(position, hidden)
        block = -ops.cast(position >= of_map, "int64")  # 0, and -1 of queries
        mask, causal = attention_masks.block_mask(None, block, None, hidden)
        attend = Attention(recorder, mask, causal=causal)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return hidden


class DeepseekOcr2VisionModel(nn.Module):
    """The map of images, and what queries make of it."""

    def __init__(self, config: DeepseekOcr2VisionConfig):
        super().__init__()
        d, channels = config.encoder_config.hidden_size, config.sam_config.downsample_channels[-1]
        if channels != d:  # defaults of the parts do not fit each other
            raise ConfigError(
                f"sam_config.downsample_channels end with {channels}, expected the "
                f"encoder_config's hidden_size, {d}."
            )
        self.sam_encoder = DeepseekOcr2SamVisionEncoder(config.sam_config)
        self.vision_encoder = DeepseekOcr2VisionEncoder(config.encoder_config)
        self.query_768_resolution = nn.Embedding(SMALL, d)
        self.query_1024_resolution = nn.Embedding(LARGE, d)

    def forward(self, pixel_values, *, recorder):  # [n c H W] -> [n q e]
        image = self.sam_encoder(pixel_values)
        images, rows, columns, d = ops.shape(image)
        if not isinstance(rows, int) or not isinstance(columns, int):
            raise InputError(
                "How many queries read an image follows from its size, which is not known when "
                "this graph is made: give pixel_values a height and a width."
            )
        patches = rows * columns
        queries = self.query_768_resolution if patches <= SMALL else self.query_1024_resolution
        count = queries_of(patches)
        query = ops.unsqueeze(first_rows(queries, count, like=image), 0)
        query = ops.cast(ops.expand(query, (images, count, d)), ops.dtype(image))
        both = ops.cat([ops.reshape(image, (images, patches, d)), query], 1)
        return self.vision_encoder(both, of_map=patches, recorder=recorder)[:, patches:]


def queries_of(patches: int) -> int:
    """How many queries read a map of so many vectors."""
    return SMALL if patches <= SMALL else LARGE


# --- images and texts ----------------------------------------------------------------------------


class DeepseekOcr2TextDecoderLayer(mixtral.MixtralDecoderLayer):
    sparse_class = DeepseekV2Moe
    feed_forward_name = "mlp"


class DeepseekOcr2TextModel(mixtral.MixtralModel):
    """The language model without a head."""

    config_class = DeepseekOcr2TextConfig
    layer_class = DeepseekOcr2TextDecoderLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = ()


_SAM = "model.vision_tower.sam_encoder."
_QUERIES = "model.vision_tower."


class DeepseekOcr2PreTrainedModel(llava.LlavaPreTrainedModel):
    """What both models share."""

    config_class = DeepseekOcr2Config
    renames = (  # as published
        (r"^(model\.)?sam_model\.blocks\.(\d+)\.norm(\d)\.", rf"{_SAM}layers.\2.layer_norm\3."),
        (r"^(model\.)?sam_model\.blocks\.", f"{_SAM}layers."),
        (r"^(model\.)?sam_model\.patch_embed\.proj\.", f"{_SAM}patch_embed.projection."),
        (r"^(model\.)?sam_model\.pos_embed$", f"{_SAM}pos_embed"),
        (r"^(model\.)?sam_model\.neck\.0\.", f"{_SAM}neck.conv1."),
        (r"^(model\.)?sam_model\.neck\.1\.", f"{_SAM}neck.layer_norm1."),
        (r"^(model\.)?sam_model\.neck\.2\.", f"{_SAM}neck.conv2."),
        (r"^(model\.)?sam_model\.neck\.3\.", f"{_SAM}neck.layer_norm2."),
        (r"^(model\.)?sam_model\.net_2\.", f"{_SAM}proj.conv1."),
        (r"^(model\.)?sam_model\.net_3\.", f"{_SAM}proj.conv2."),
        (r"^(model\.)?qwen2_model\.model\.model\.", f"{_QUERIES}vision_encoder."),
        (r"^(model\.)?qwen2_model\.query_(768|1024)\.", rf"{_QUERIES}query_\2_resolution."),
        (r"^(model\.)?projector\.layers\.", "model.multi_modal_projector."),
        (r"^(model\.)?view_sep[ea]rator$", "model.view_separator"),
        (r"^(model\.)?(embed_tokens|layers|norm)\.", r"model.language_model.\2."),
        (r"^vision_tower\.", "model.vision_tower."),
        (r"^multi_modal_projector\.", "model.multi_modal_projector."),
        (r"^language_model\.", "model.language_model."),
    )
    expert_names = qwen2_moe.EXPERT_NAMES
    prefill_inputs = ("pixel_values", "pixel_values_local")
    static_inputs = ("num_local_patches",)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        config, total = self.config, 0
        side = config.vision_config.sam_config.patch_size
        for name in self.prefill_inputs:
            shape: tuple[Any, ...] = tuple(getattr(inputs.get(name), "shape", ()))
            if len(shape) != 4 or not all(isinstance(n, int) for n in shape):
                if inputs.get(name) is not None:
                    return {}
                continue
            rows, columns = (-(-(n // side) // 4) for n in shape[2:])
            total += shape[0] * (queries_of(rows * columns) + (name == "pixel_values"))
        return {"pixel_values": (config.image_token_id, total)} if total else {}


class DeepseekOcr2Model(llava.TowerAndDecoder, DeepseekOcr2PreTrainedModel):
    """DeepSeek-OCR 2 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], all images.
        pixel_values_local: [k c H W], tiles of all images, of another size.
        num_local_patches: how many tiles each image has, known when a graph is made.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        output_router_logits: by default the config's.

    Raises:
        InputError: the tiles are not those of the images.
    """

    projector_class = None

    def __init__(self, config: DeepseekOcr2Config):
        super().__init__(config)
        d = config.text_config.hidden_size
        self.multi_modal_projector = nn.Linear(config.vision_config.encoder_config.hidden_size, d)
        self.view_separator = nn.Parameter((d,), init=Normal(d**-0.5))

    def add_tower(self, config: DeepseekOcr2Config) -> None:
        self.vision_tower = DeepseekOcr2VisionModel(config.vision_config)

    def made_decoder(self, config: DeepseekOcr2Config) -> Any:
        return DeepseekOcr2TextModel(config.text_config)

    def get_image_features(
        self,
        pixel_values,
        pixel_values_local=None,
        num_local_patches=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's outputs of images and of tiles, with the vectors [m d] of each image
        as `pooler_output`."""
        options = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        recorder, of_tiles = Recorder(**options), Recorder(**options)
        whole = self.vision_tower(pixel_values, recorder=recorder)
        tiles = None
        if pixel_values_local is not None:
            tiles = self.vision_tower(pixel_values_local, recorder=of_tiles)
        vectors, counts = self.in_order(whole, tiles, num_local_patches)
        return DeepseekOcr2ModelOutputWithPooling(
            last_hidden_state=whole,
            pooler_output=tuple(ops.split(vectors, counts, 0)),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            local_last_hidden_state=tiles,
            local_hidden_states=None if tiles is None else of_tiles.hidden_states,
            local_attentions=None if tiles is None else of_tiles.attentions,
        )

    def in_order(self, whole, tiles, counts) -> tuple[Any, list[int]]:
        """[n q e], [k q e] -> the vectors [m d] of all images, each its tiles, itself and the
        separator; and how many each has."""
        found, queries, e = ops.shape(whole)
        counts, each = self.tiles_of(found, tiles, counts), 0
        images = len(counts)
        rows = [ops.reshape(whole, (images * queries, e))]
        if tiles is not None:
            number, each, _ = ops.shape(tiles)
            rows.append(ops.reshape(tiles, (number * each, e)))
        vectors = self.multi_modal_projector(rows[0] if tiles is None else ops.cat(rows, 0))
        separator = ops.cast(ops.asarray(self.view_separator), ops.dtype(vectors))
        start, last, index = images * queries, images * queries + sum(counts) * each, []
        for image, count in enumerate(counts):
            own = image * queries + np.arange(queries)
            index.append(np.concatenate([start + np.arange(count * each), own, [last]]))
            start += count * each
        order = ops.asarray(np.concatenate(index), like=vectors, dtype="int64")
        vectors = ops.take(ops.cat([vectors, ops.unsqueeze(separator, 0)], 0), order, 0)
        return vectors, [len(one) for one in index]

    def tiles_of(self, images: Any, tiles, counts: Any) -> Sequence[int]:
        """How many tiles each image has, if they are those that were given."""
        counts = static_rows("num_local_patches", counts)
        if counts is None and (tiles is not None or not isinstance(images, int)):
            raise InputError(
                "The images came without num_local_patches, how many tiles each has: pass what the "
                "processor gave."
            )
        counts = (0,) * images if counts is None else counts
        found = 0 if tiles is None else ops.shape(tiles)[0]
        pairs = ((images, len(counts)), (found, sum(counts)))
        if any(isinstance(given, int) and given != wanted for given, wanted in pairs):
            raise InputError(
                f"num_local_patches are {counts}, for {images} images with {found} tiles. Pass "
                "pixel_values, pixel_values_local and num_local_patches as the processor returned "
                "them."
            )
        return counts

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_values_local=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        num_local_patches: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        vectors = each = None
        if pixel_values is not None:
            whole, tiles = (
                None if x is None else self.vision_tower(x, recorder=Recorder())
                for x in (pixel_values, pixel_values_local)
            )
            vectors, counts = self.in_order(whole, tiles, num_local_patches)
            each = tuple(ops.split(vectors, counts, 0))
        output = self.text(
            inputs_embeds=self.with_vectors(input_ids, inputs_embeds, vectors),
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
            return_dict=True,
        )
        return AriaModelOutputWithPast.of(output, image_hidden_states=each)


class DeepseekOcr2ForConditionalGeneration(llava.ImageTextCausalLM, DeepseekOcr2PreTrainedModel):
    base_class = DeepseekOcr2Model
    output_class = AriaCausalLMOutputWithPast

    def get_image_features(
        self, pixel_values, pixel_values_local=None, num_local_patches=None, **options: Any
    ):
        """See the base model."""
        return self.model.get_image_features(
            pixel_values, pixel_values_local, num_local_patches, **options
        )


HEADS = {
    "base": DeepseekOcr2Model,
    "vision2seq": DeepseekOcr2ForConditionalGeneration,
    "image-text-to-text": DeepseekOcr2ForConditionalGeneration,
    "multimodal-lm": DeepseekOcr2ForConditionalGeneration,
}
