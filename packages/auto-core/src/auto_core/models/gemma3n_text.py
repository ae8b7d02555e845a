"""Gemma 3n, its text part: Gemma Team, 2025.

A decoder of several streams of hidden states, of which each layer computes with one and predicts
and corrects the others (AltUp: Baykal et al., 2023, arXiv:2301.13310). Layers have embeddings of
the tokens of their own, a second residual path of low rank (LAuReL: Menghani et al., 2024,
arXiv:2411.07501), and the last of them attend to keys and values of earlier ones.

b batch, t tokens, n streams, p size of a layer's own embedding, r rank, d hidden, f feed-forward,
v vocabulary.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

from auto_core.configs.gemma3n_text import Gemma3nTextConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.logits import capped
from ..blocks.losses import widened
from ..blocks.per_layer import PerLayerDecoder, SharedKeysAttention
from ..blocks.rotary import RotaryByLayer
from . import gemma


class Gemma3nTextLaurelBlock(nn.Module):
    """The residual path of low rank."""

    def __init__(self, config: Gemma3nTextConfig):
        super().__init__()
        d, r = config.hidden_size, config.laurel_rank
        self.linear_left = nn.Linear(d, r, bias=False)
        self.linear_right = nn.Linear(r, d, bias=False)
        self.post_laurel_norm = nn.RMSNorm(d, eps=config.rms_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return hidden + self.post_laurel_norm(self.linear_right(self.linear_left(hidden)))


class Gemma3nTextMLP(nn.Module):
    """The gated feed-forward part; in some layers only the greatest gates are open, as many as
    would be of a normal distribution with their mean and deviation."""

    def __init__(self, config: Gemma3nTextConfig, layer: int):
        super().__init__()
        sizes: Any = config.intermediate_size
        pattern: Any = config.activation_sparsity_pattern
        d, f, closed = config.hidden_size, sizes[layer], pattern[layer]
        self.gate_proj = nn.Linear(d, f, bias=False)
        self.up_proj = nn.Linear(d, f, bias=False)
        self.down_proj = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_activation)
        self.deviations = NormalDist().inv_cdf(closed) if closed else None
        self.splits_features = not closed  # their mean is that of all

    def forward(self, hidden):  # [b t d] -> [b t d]
        gate = self.gate_proj(hidden)
        if self.deviations is not None:
            mean = ops.mean(gate, -1, keepdim=True)
            centred = gate - mean
            deviation = ops.sqrt(ops.mean(centred * centred, -1, keepdim=True))
            gate = ops.relu(centred - deviation * self.deviations)
        return self.down_proj(self.activation(gate) * self.up_proj(hidden))


class Gemma3nTextAltUp(nn.Module):
    """Prediction of all streams before a layer, and their correction by what it gives."""

    def __init__(self, config: Gemma3nTextConfig):
        super().__init__()
        d, n = config.hidden_size, config.altup_num_inputs
        self.active, self.clip, self.size = config.altup_active_idx, config.altup_coef_clip, n
        self.scales, self.factor = config.altup_correct_scale, 1 / d
        self.correct_output_scale = nn.Parameter((d,), init="zeros")
        self.correction_coefs = nn.Linear(n, n, bias=False)
        self.prediction_coefs = nn.Linear(n, n * n, bias=False)
        self.modality_router = nn.Linear(d, n, bias=False)
        self.router_norm = nn.RMSNorm(d, eps=config.rms_norm_eps)

    def coefficients(self, layer, hidden):  # [b t d] -> [b t n] or [b t n*n]
        """The layer's outputs for the weights that a router gives the streams."""
        routed = self.modality_router(self.router_norm(hidden) * self.factor)
        routed = ops.cast(ops.tanh(widened(routed)), ops.dtype(hidden))
        if self.clip is None or not nn.in_training(self):
            return layer(routed)
        weight = ops.clamp(ops.asarray(layer.weight), min=-self.clip, max=self.clip)
        return ops.matmul(routed, ops.transpose(weight, 0, 1))

    def predict(self, streams):  # [n b t d] -> [n b t d]
        coefficients = self.coefficients(self.prediction_coefs, streams[self.active])
        batch, tokens = ops.shape(coefficients)[:2]
        coefficients = ops.reshape(coefficients, (batch, tokens, self.size, self.size))
        return streams + ops.einsum("nbtd,btmn->mbtd", streams, coefficients)

    def correct(self, predictions, hidden):  # [n b t d], [b t d] -> [n b t d]
        coefficients = self.coefficients(self.correction_coefs, hidden) + 1.0  # [b t n]
        coefficients = ops.unsqueeze(ops.permute(coefficients, (2, 0, 1)), 3)
        innovation = ops.unsqueeze(hidden - predictions[self.active], 0)
        return predictions + innovation * coefficients

    def chosen(self, streams):  # [n b t d] -> [b t d]
        """The stream that the layer's own embedding is gated by."""
        hidden = streams[self.active]
        return hidden * ops.asarray(self.correct_output_scale) if self.scales else hidden


class Gemma3nTextDecoderLayer(nn.Block):
    """Attention and the path of low rank, then the feed-forward part, then the layer's own
    embedding, which all streams but the first get."""

    def __init__(self, config: Gemma3nTextConfig, layer: int):
        super().__init__()
        d, eps, p = config.hidden_size, config.rms_norm_eps, config.hidden_size_per_layer_input
        self.self_attn = SharedKeysAttention(config, layer)
        self.mlp = Gemma3nTextMLP(config, layer)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.altup = Gemma3nTextAltUp(config)
        self.laurel = Gemma3nTextLaurelBlock(config)
        self.activation = activation(config.hidden_activation)
        self.per_layer_input_gate = nn.Linear(d, p, bias=False)
        self.per_layer_projection = nn.Linear(p, d, bias=False)
        self.post_per_layer_input_norm = nn.RMSNorm(d, eps=eps)

    def forward(self, streams, shared, attend):  # [n b t d] -> [n b t d]
        rotation, own, pair = shared
        predictions = self.altup.predict(streams)
        hidden = predictions[self.altup.active]
        normed = self.input_layernorm(hidden)
        output = self.self_attn(normed, rotation, pair, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        hidden = (hidden + self.laurel(normed)) * 2**-0.5
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        hidden = hidden + self.post_feedforward_layernorm(output)
        streams = self.altup.correct(predictions, hidden)
        gate = self.activation(self.per_layer_input_gate(self.altup.chosen(streams)))
        output = self.post_per_layer_input_norm(self.per_layer_projection(gate * own))
        return ops.cat([streams[:1], streams[1:] + ops.unsqueeze(output, 0)], 0)


class Gemma3nTextPreTrainedModel(gemma.GemmaPreTrainedModel):
    """What all Gemma 3n models share."""

    config_class = Gemma3nTextConfig
    streams_first = True
    layer_class, norm_class = Gemma3nTextDecoderLayer, nn.RMSNorm
    rotary_class = RotaryByLayer
    renames = ((r"^model\.language_model\.", "model."), (r"^language_model\.", ""))
    ignored_keys = (
        # Layers that share keys have their own in files.
        r"\.self_attn\.(k_proj|v_proj|k_norm)\.",
        r"\.v_norm\.",
        # Of whole checkpoints: towers for images and sound.
        r"^(model\.)?(vision_tower|audio_tower|embed_vision|embed_audio)\.",
    )


class Gemma3nTextModel(PerLayerDecoder, gemma.GemmaModel, Gemma3nTextPreTrainedModel):
    """Gemma 3n without a head; called like LlamaModel, and with `per_layer_inputs`. Hidden states
    are those of all streams [n b t d]."""

    records_finished = False
    input_order = ("input_ids", "per_layer_inputs", "attention_mask")

    def __init__(self, config: Gemma3nTextConfig):
        super().__init__(config)
        d, others = config.hidden_size, config.altup_num_inputs - 1
        self.add_own_embeddings(config)
        self.altup_projections = nn.ModuleList(nn.Linear(d, d, bias=False) for _ in range(others))
        self.altup_unembed_projections = nn.ModuleList(
            nn.Linear(d, d, bias=False) for _ in range(others)
        )

    def layer(self, config: Gemma3nTextConfig, index: int) -> Gemma3nTextDecoderLayer:
        return self.layer_class(config, index)

    def looked_up(self, input_ids, inputs_embeds):
        if input_ids is None:
            return None
        known = (input_ids >= 0) & (input_ids < self.config.vocab_size_per_layer_input)
        return self.own_embeddings(ops.where(known, input_ids, 0))

    def mixed(self, embeddings, own):
        return super().mixed(embeddings, None if own is None else own[:, :, : self.own_shape[0]])

    def widen(self, embeddings):  # [b t d] -> [n b t d]
        others = [as_large(layer(embeddings), embeddings) for layer in self.altup_projections]
        return ops.stack([embeddings, *others], 0)

    def finish(self, streams):  # [n b t d] -> [b t d]
        first = streams[0]
        others = [
            as_large(layer(streams[index]), first)
            for index, layer in enumerate(self.altup_unembed_projections, 1)
        ]
        return self.norm(ops.mean(ops.stack([first, *others], 0), 0))


def as_large(hidden, other):  # two of [b t d] -> [b t d]
    """Vectors with the root mean square of others."""
    wanted = ops.sqrt(ops.mean(other * other, -1, keepdim=True))
    own = ops.sqrt(ops.clamp(ops.mean(hidden * hidden, -1, keepdim=True), min=1e-5))
    return hidden * wanted / own


class Gemma3nForCausalLM(CausalLM, Gemma3nTextPreTrainedModel):
    base_class = Gemma3nTextModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(self.lm_head(hidden), self.config.final_logit_softcapping)


HEADS = {"base": Gemma3nTextModel, "causal-lm": Gemma3nForCausalLM}
