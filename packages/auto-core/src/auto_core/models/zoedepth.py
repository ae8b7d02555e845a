"""ZoeDepth: Bhat et al., 2023, arXiv:2302.12288.

DPT's decoder on BEiT, whose relative depth a metric head turns into metres: at every pixel depths
of bins are estimated at the coarsest map and drawn towards attractors at each finer one, and depth
is their mean under a log-binomial distribution. There may be two such heads, of rooms and of roads,
between which a small transformer chooses for the whole batch.

b batch, H and W pixels, h and w of a feature map, d channels, n bins, a attractors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.zoedepth import CLASSIFIER, PATCH_LAYERS, ZoeDepthConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import ZoeDepthDepthEstimatorOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import backbone, channels_last, flat
from ..blocks.image_heads import Identity
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from .dpt import FeatureFusionStage, ReassembleLayer, doubled, patch_grid

EPS = 1e-5
ALPHA = 300.0  # how sharply attractors attract
LEAST = 1e-4  # of probabilities


def resized(x, like):
    """[b h w c] in the size of another map."""
    return ops.interpolate(x, ops.shape(like)[1:3], mode="bilinear", align_corners=True)


# --- the decoder -------------------------------------------------------------------------


class ZoeDepthReassembleStage(nn.Module):
    """Feature maps of the hidden states of blocks, CLS read into the patches."""

    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        d = config.backbone_config.hidden_size
        factors = zip(config.neck_hidden_sizes, config.reassemble_factors, strict=False)
        self.layers = nn.ModuleList(
            ReassembleLayer(d, channels, factor=factor) for channels, factor in factors
        )
        self.readout_projects = nn.ModuleList(
            nn.ModuleList([nn.Linear(2 * d, d)]) for _ in config.neck_hidden_sizes
        )
        self.activation = activation(config.hidden_act)

    def forward(self, states, grid):  # [b 1+h*w d] each -> [b h w channels]
        maps = []
        for layer, project, state in zip(self.layers, self.readout_projects, states, strict=True):
            cls, patches = state[:, :1], state[:, 1:]
            both = ops.cat([patches, ops.expand(cls, ops.shape(patches))], -1)
            patches = self.activation(project[0](both))
            batch, _, d = ops.shape(patches)
            maps.append(layer(ops.reshape(patches, (batch, *grid, d))))
        return maps


class ZoeDepthNeck(nn.Module):
    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        sizes, channels = config.neck_hidden_sizes, config.fusion_hidden_size
        pyramid = config.backbone_config.model_type == "swinv2"
        self.reassemble_stage = None if pyramid else ZoeDepthReassembleStage(config)
        self.convs = nn.ModuleList(
            nn.Conv2d(size, channels, 3, padding=1, bias=False) for size in sizes
        )
        batch_norm = bool(config.use_batch_norm_in_fusion_residual)
        bias = config.use_bias_in_fusion_residual
        self.fusion_stage = FeatureFusionStage(
            len(sizes),
            channels,
            bias=not batch_norm if bias is None else bias,
            batch_norm=batch_norm,
            eps=config.batch_norm_eps,
        )

    def forward(self, states, grid):
        """The fused maps [b h w d], coarsest first, and the map that they begin with."""
        if len(states) != len(self.convs):
            raise ConfigError(
                f"neck_hidden_sizes are of {len(self.convs)} states, but the backbone gives "
                f"{len(states)}; see backbone_config.out_indices."
            )
        if self.reassemble_stage is None:
            states = [channels_last(state) for state in states]
        else:
            states = self.reassemble_stage(states, grid)
        maps = [conv(state) for conv, state in zip(self.convs, states, strict=True)]
        return self.fusion_stage(maps, [None] * len(maps)), maps[-1]


class ZoeDepthRelativeDepthEstimationHead(nn.Module):
    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        d, self.index = config.fusion_hidden_size, config.head_in_index
        self.projection = nn.Conv2d(d, d, 3, padding=1) if config.add_projection else None
        self.conv1 = nn.Conv2d(d, d // 2, 3, padding=1)
        self.conv2 = nn.Conv2d(d // 2, config.num_relative_features, 3, padding=1)
        self.conv3 = nn.Conv2d(config.num_relative_features, 1, 1)

    def forward(self, maps):  # [b h w d] each -> relative depth [b 2h 2w 1], features [b 2h 2w f]
        hidden = maps[self.index]
        if self.projection is not None:
            hidden = ops.relu(self.projection(hidden))
        hidden = self.conv1(hidden)
        hidden = ops.interpolate(hidden, doubled(hidden), mode="bilinear", align_corners=True)
        features = ops.relu(self.conv2(hidden))
        return ops.relu(self.conv3(features)), features


# --- bins --------------------------------------------------------------------------------


class ZoeDepthPixelMLP(nn.Module):
    """Two layers at each pixel."""

    def __init__(self, size: int, inner: int, out: int):
        super().__init__()
        self.conv1 = nn.Conv2d(size, inner, 1)
        self.conv2 = nn.Conv2d(inner, out, 1)

    def forward(self, hidden):  # [b h w size] -> [b h w out]
        return self.conv2(ops.relu(self.conv1(hidden)))


class ZoeDepthSeedBinRegressor(ZoeDepthPixelMLP):
    """The first depths of bins [b h w n]; of bins that share the range, as shares of it."""

    def __init__(self, config: ZoeDepthConfig, head: dict[str, Any], *, inner: int):
        super().__init__(config.bottleneck_features, inner, head["n_bins"])
        self.normed = config.bin_centers_type == "normed"

    def forward(self, hidden):
        centres = self.conv2(ops.relu(self.conv1(hidden)))
        if not self.normed:
            return ops.softplus(centres)
        widths = ops.relu(centres) + 1e-3
        widths = widths / ops.sum(widths, -1, keepdim=True)
        return ops.cumsum(widths, -1) - 0.5 * widths


class ZoeDepthAttractorLayer(ZoeDepthPixelMLP):
    """Draws depths of bins towards attractors."""

    def __init__(self, config: ZoeDepthConfig, head: dict[str, Any], attractors: int):
        d = config.bin_embedding_dim
        normed = config.bin_centers_type == "normed"
        super().__init__(d, d, attractors * 2 if normed else attractors)
        self.normed, self.mean = normed, config.attractor_kind == "mean"
        self.low, self.high = head["min_depth"], head["max_depth"]

    def forward(self, embedding, bins, earlier):
        """[b h w d], coarser bins [b h' w' n] and embeddings -> finer bins, and their depths."""
        hidden = self.conv2(ops.relu(self.conv1(embedding + resized(earlier, embedding))))
        bins = resized(bins, embedding)
        if self.normed:  # every second number is unused
            batch, height, width, count = ops.shape(hidden)
            pairs = ops.reshape(ops.relu(hidden) + 1e-3, (batch, height, width, count // 2, 2))
            attractors = pairs[..., 0]
        else:
            attractors = ops.softplus(hidden)
        distance = ops.unsqueeze(attractors, -1) - ops.unsqueeze(bins, -2)  # [b h w a n]
        change = distance / (1 + ALPHA * distance * distance)
        bins = bins + (ops.mean(change, -2) if self.mean else ops.sum(change, -2))
        if not self.normed:
            return bins, bins
        depths = (self.high - self.low) * bins + self.low
        order = ops.argsort(ops.detach(depths), -1, descending=False)
        depths = ops.gather(depths, 3, order)
        return bins, ops.clamp(depths, min=self.low, max=self.high)


class ZoeDepthConditionalLogBinomialSoftmax(nn.Module):
    """Shares of bins [b h w n]: a binomial distribution with a temperature at each pixel."""

    def __init__(self, config: ZoeDepthConfig, size: int, bins: int, *, factor: int):
        super().__init__()
        inner = size // factor
        self.mlp = nn.ModuleList([nn.Conv2d(size, inner, 1), Identity(), nn.Conv2d(inner, 4, 1)])
        self.low, self.high = config.min_temp, config.max_temp
        n, k = bins - 1, np.arange(bins)
        self.counts = tuple(float(x) for x in k)
        n, k = n + 1e-7, k + 1e-7
        binomial = n * np.log(n) - k * np.log(k) - (n - k) * np.log(n - k + 1e-7)
        self.binomial = tuple(float(x) for x in binomial)

    def forward(self, features, embedding):
        hidden = self.mlp[0](ops.cat([features, embedding], -1))
        hidden = ops.softplus(self.mlp[2](ops.gelu(hidden, approximate="none"))) + 1e-4
        share = hidden[..., :1] / (hidden[..., :1] + hidden[..., 1:2])
        warmth = hidden[..., 2:3] / (hidden[..., 2:3] + hidden[..., 3:])
        warmth = (self.high - self.low) * warmth + self.low
        counts = ops.asarray(np.array(self.counts), like=share, dtype=ops.dtype(share))
        scores = ops.asarray(np.array(self.binomial), like=share, dtype=ops.dtype(share))
        scores = scores + counts * ops.log(ops.clamp(share, min=LEAST, max=1.0))
        rest = self.counts[-1] - counts
        scores = scores + rest * ops.log(ops.clamp(1 - share, min=LEAST, max=1.0))
        return ops.softmax(scores / warmth, -1)


def projectors(config: ZoeDepthConfig, inner: int) -> tuple[Any, Any]:
    """What makes embeddings of bins of the bottleneck, and of each map."""
    d, inputs = config.bin_embedding_dim, config.fusion_hidden_size
    seed = ZoeDepthPixelMLP(config.bottleneck_features, inner, d)
    return seed, nn.ModuleList(ZoeDepthPixelMLP(inputs, inner, d) for _ in range(4))


def binned(hidden, features, maps, *, seed, project, parts):
    """Depth [b H W] of one head.

    Args:
        hidden: [b h w d], the bottleneck.
        features: [b H W f], on which the distribution depends.
        maps: [b h w d] each, coarsest first.
        parts: the seeds of bins, the attractors and the distribution.
    """
    regress, attractors, distribute = parts
    bins, embedding = regress(hidden), seed(hidden)
    depths = bins
    for each, attract, finer in zip(project, attractors, maps, strict=False):
        earlier, embedding = embedding, each(finer)
        bins, depths = attract(embedding, bins, earlier)
    share = distribute(features, resized(embedding, features))
    return ops.sum(share * resized(depths, features), -1)


class ZoeDepthMetricDepthEstimationHead(nn.Module):
    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        d = config.bottleneck_features
        head = (config.bin_configurations or [])[0]
        self.conv2 = nn.Conv2d(d, d, 1)
        self.seed_bin_regressor = ZoeDepthSeedBinRegressor(config, head, inner=256)
        self.seed_projector, self.projectors = projectors(config, 128)
        self.attractors = nn.ModuleList(
            ZoeDepthAttractorLayer(config, head, count) for count in config.num_attractors[:4]
        )
        size = config.num_relative_features + 1 + config.bin_embedding_dim
        self.conditional_log_binomial = ZoeDepthConditionalLogBinomialSoftmax(
            config, size, head["n_bins"], factor=2
        )

    def forward(self, relative, features, bottleneck, maps):
        depth = binned(
            self.conv2(bottleneck),
            ops.cat([features, relative], -1),
            maps,
            seed=self.seed_projector,
            project=self.projectors,
            parts=(self.seed_bin_regressor, self.attractors, self.conditional_log_binomial),
        )
        return depth, None


# --- two heads ---------------------------------------------------------------------------


class ZoeDepthMultiheadAttention(nn.Module):
    def __init__(self, d: int, heads: int):
        super().__init__()
        self.head_size = d // heads
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(0.1)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = (self.query(hidden), self.key(hidden), self.value(hidden))
        parts = (split_heads(x, self.head_size) for x in projected)
        return self.out_proj(attend(*parts, scale=self.head_size**-0.5, dropout=self.dropout))


class ZoeDepthTransformerEncoderLayer(nn.Block):
    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        d, f = CLASSIFIER, config.patch_transformer_intermediate_size or 0
        heads = config.patch_transformer_num_attention_heads or 1
        self.self_attn = ZoeDepthMultiheadAttention(d, heads)
        self.linear1, self.linear2 = nn.Linear(d, f), nn.Linear(f, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=EPS), nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(0.1)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.norm1(hidden + self.dropout(self.self_attn(hidden, attend)))
        change = self.linear2(self.dropout(ops.relu(self.linear1(hidden))))
        return self.norm2(hidden + self.dropout(change))


class ZoeDepthPatchTransformerEncoder(nn.Module):
    """Pixels of the bottleneck behind an empty token, which says what the image is of."""

    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        self.transformer_encoder = nn.ModuleList(
            ZoeDepthTransformerEncoderLayer(config)
            for _ in range(config.num_patch_transformer_layers or 0)
        )
        self.embedding_convPxP = nn.Conv2d(config.bottleneck_features, CLASSIFIER, 1)

    def forward(self, hidden):  # [b h w d] -> [b CLASSIFIER]
        hidden = ops.pad(flat(self.embedding_convPxP(hidden)), [(0, 0), (1, 0), (0, 0)], value=0)
        tokens = ops.shape(hidden)[1]
        position = ops.arange(0, tokens, like=hidden, dtype="int64")
        half = CLASSIFIER // 2
        hidden = hidden + sinusoids(
            position, CLASSIFIER, interleaved=False, like=hidden, steps=half
        )
        attend = Attention(Recorder())
        for i in range(PATCH_LAYERS):  # files have no more, and upstream reads no more
            hidden = self.transformer_encoder[i](hidden, attend)
        return hidden[:, 0]


class ZoeDepthMLPClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(CLASSIFIER, CLASSIFIER), nn.Linear(CLASSIFIER, 2)

    def forward(self, hidden):
        return self.linear2(ops.relu(self.linear1(hidden)))


class ByName(nn.Module):
    """The parts of each head, by its name."""

    def __init__(self, parts: dict[str, Any]):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)

    def of(self, name: str) -> Any:
        return getattr(self, name)


class ZoeDepthMultipleMetricDepthEstimationHeads(nn.Module):
    def __init__(self, config: ZoeDepthConfig):
        super().__init__()
        d, inner = config.bottleneck_features, config.bin_embedding_dim // 2
        heads = {head["name"]: head for head in config.bin_configurations or ()}
        self.names = tuple(heads)
        self.conv2 = nn.Conv2d(d, d, 1)
        self.patch_transformer = ZoeDepthPatchTransformerEncoder(config)
        self.mlp_classifier = ZoeDepthMLPClassifier()
        self.seed_bin_regressors = ByName(
            {
                name: ZoeDepthSeedBinRegressor(config, head, inner=inner)
                for name, head in heads.items()
            }
        )
        self.seed_projector, self.projectors = projectors(config, inner)
        # Upstream makes 16 of each, whatever num_attractors says.
        self.attractors = ByName(
            {
                name: nn.ModuleList(
                    ZoeDepthAttractorLayer(config, head, 16) for _ in config.num_attractors
                )
                for name, head in heads.items()
            }
        )
        size = config.num_relative_features + config.bin_embedding_dim
        self.conditional_log_binomial = ByName(
            {
                name: ZoeDepthConditionalLogBinomialSoftmax(config, size, head["n_bins"], factor=4)
                for name, head in heads.items()
            }
        )

    def forward(self, relative, features, bottleneck, maps):
        hidden = self.conv2(bottleneck)
        logits = self.mlp_classifier(self.patch_transformer(hidden))  # [b 2]
        first, second = (
            binned(
                hidden,
                features,
                maps,
                seed=self.seed_projector,
                project=self.projectors,
                parts=(
                    self.seed_bin_regressors.of(name),
                    self.attractors.of(name),
                    self.conditional_log_binomial.of(name),
                ),
            )
            for name in self.names
        )
        votes = ops.sum(logits, 0)
        return ops.where(votes[1] > votes[0], second, first), logits


class ZoeDepthPreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = ZoeDepthConfig
    base_model_prefix = "zoedepth"
    main_input_name = "pixel_values"
    ignored_keys = (r"\.relative_position_index$", r"^backbone\.(beit\.)?layernorm\.")


class ZoeDepthForDepthEstimation(ZoeDepthPreTrainedModel):
    """predicted_depth [b H W] in metres, about the size of the image.

    With two heads one of them, that which the images of the batch look like together, computes all
    of it; `domain_logits` [b 2] say how much each looks like either.
    """

    def __init__(self, config: ZoeDepthConfig):
        super().__init__(config)
        for field in ("hidden_size", "patch_size"):
            if not hasattr(config.backbone_config, field):
                raise ConfigError(
                    f"ZoeDepth needs a backbone with a {field}; backbone_config is of the type "
                    f"{config.backbone_config.model_type}, which has none."
                )
        self.backbone = backbone(config)
        self.neck = ZoeDepthNeck(config)
        self.relative_head = ZoeDepthRelativeDepthEstimationHead(config)
        several = len(config.bin_configurations or ()) > 1
        self.metric_head: Any = (
            ZoeDepthMultipleMetricDepthEstimationHeads(config)
            if several
            else ZoeDepthMetricDepthEstimationHead(config)
        )

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None:
            raise InputError("There is no loss of depth; compute yours from predicted_depth.")
        check_images(pixel_values)
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        output = self.backbone(pixel_values, return_dict=True, **requests)
        grid = patch_grid(pixel_values, self.config.backbone_config)
        maps, bottleneck = self.neck(output.feature_maps, grid)
        relative, features = self.relative_head(maps)
        depth, logits = self.metric_head(relative, features, bottleneck, maps)
        return ZoeDepthDepthEstimatorOutput(
            predicted_depth=depth,
            domain_logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {"depth-estimation": ZoeDepthForDepthEstimation}
