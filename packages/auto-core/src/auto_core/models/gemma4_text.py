"""Gemma 4, its text part: Gemma Team, 2026.

Gemma 3's network with embeddings of the tokens for each layer, keys and values that the last
layers share, heads of another size where attention is full, and experts beside the feed-forward
part of some models.

b batch, t tokens, n = b*t, l layers, e experts, k experts of a token, p size of a layer's own
embedding, d hidden, v vocabulary.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.configs.gemma4_text import Gemma4TextConfig
from auto_core.outputs import MoeCausalLMOutputWithPast, MoeModelOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.experts import Experts
from ..blocks.logits import capped
from ..blocks.losses import widened
from ..blocks.moe_decoder import as_rows
from ..blocks.norms import scaled_to_one
from ..blocks.per_layer import PerLayerDecoder, SharedKeysAttention
from ..blocks.rotary import RotaryByLayer, RotaryEmbedding
from . import gemma3_text, llama


class Gemma4TextRotaryEmbedding(RotaryByLayer):
    """A rotation for each type of layer, whose heads may have a size of their own."""

    def __init__(self, config: Gemma4TextConfig):
        super().__init__(config)
        wide = copy.copy(config)
        wide.head_dim, _ = config.global_heads
        self.full_attention = RotaryEmbedding(wide, "full_attention")


class Gemma4TextMLP(llama.LlamaMLP):
    def __init__(self, config: Gemma4TextConfig, layer: int):
        wide = config.use_double_wide_mlp and config.reuses(layer)
        super().__init__(config, config.intermediate_size * (2 if wide else 1))
        self.activation = activation(config.hidden_activation)


class Gemma4TextRouter(nn.Module):
    """The most probable experts of scaled hidden states, each with a weight of its own."""

    def __init__(self, config: Gemma4TextConfig):
        super().__init__()
        d, e = config.hidden_size, config.num_experts or 0
        self.count, self.eps, self.factor = config.top_k_experts, config.rms_norm_eps, d**-0.5
        self.proj = nn.Linear(d, e, bias=False)
        self.scale = nn.Parameter((d,), init="ones")
        self.per_expert_scale = nn.Parameter((e,), init="ones")

    def forward(self, hidden):
        """[n d] -> probabilities [n e], weights and index [n k]."""
        hidden = scaled_to_one(hidden, eps=self.eps)
        logits = self.proj(hidden * ops.asarray(self.scale) * self.factor)
        probabilities = ops.softmax(widened(logits), -1)
        weights, index = ops.topk(probabilities, self.count, -1)
        weights = weights / ops.sum(weights, -1, keepdim=True)
        return (
            probabilities,
            weights * ops.take(ops.asarray(self.per_expert_scale), index, 0),
            index,
        )


class Gemma4TextDecoderLayer(nn.Block):
    """Attention, then the feed-forward part and experts, then the layer's own embedding."""

    def __init__(self, config: Gemma4TextConfig, layer: int):
        super().__init__()
        d, eps, p = config.hidden_size, config.rms_norm_eps, config.hidden_size_per_layer_input
        self.self_attn = SharedKeysAttention(config, layer)
        self.mlp = Gemma4TextMLP(config, layer)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.layer_scalar = nn.Buffer((1,), init="ones")
        self.activation = activation(config.hidden_activation)
        self.has_own_embedding, self.has_experts = bool(p), config.enable_moe_block
        if p:
            self.per_layer_input_gate = nn.Linear(d, p, bias=False)
            self.per_layer_projection = nn.Linear(p, d, bias=False)
            self.post_per_layer_input_norm = nn.RMSNorm(d, eps=eps)
        if config.enable_moe_block:
            sizes = (config.num_experts or 0, d, config.moe_intermediate_size or 0)
            self.router = Gemma4TextRouter(config)
            self.experts = Experts(sizes, self.activation)
            self.post_feedforward_layernorm_1 = nn.RMSNorm(d, eps=eps)
            self.post_feedforward_layernorm_2 = nn.RMSNorm(d, eps=eps)
            self.pre_feedforward_layernorm_2 = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        rotation, own, pair = shared
        output = self.self_attn(self.input_layernorm(hidden), rotation, pair, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        if self.has_experts:
            output = self.post_feedforward_layernorm_1(output)
            output = output + self.routed(hidden, attend.recorder)
        hidden = hidden + self.post_feedforward_layernorm(output)
        if self.has_own_embedding:
            gate = self.activation(self.per_layer_input_gate(hidden))
            output = self.per_layer_projection(gate * own)
            hidden = hidden + self.post_per_layer_input_norm(output)
        return hidden * ops.asarray(self.layer_scalar)

    def routed(self, hidden, recorder):  # [b t d] -> [b t d]
        """What the experts add to the feed-forward part."""
        rows = as_rows(hidden)
        probabilities, weights, index = self.router(rows)
        recorder.add_router_logits(probabilities)
        output = self.experts(self.pre_feedforward_layernorm_2(rows), weights, index)
        return self.post_feedforward_layernorm_2(ops.reshape(output, ops.shape(hidden)))


class Gemma4TextPreTrainedModel(gemma3_text.Gemma3TextPreTrainedModel):
    """What all Gemma 4 models share."""

    config_class = Gemma4TextConfig
    layer_class, norm_class = Gemma4TextDecoderLayer, nn.RMSNorm
    rotary_class = Gemma4TextRotaryEmbedding
    renames = ((r"^model\.language_model\.", "model."), (r"^language_model\.", ""))
    ignored_keys = (
        # Layers that share keys have their own in files.
        r"\.self_attn\.(k_proj|v_proj|k_norm)\.",
        r"\.v_norm\.",
        # Of whole checkpoints: towers for images and sound.
        r"^(model\.)?(vision_tower|audio_tower|embed_vision|embed_audio)\.",
    )


class Gemma4TextModel(PerLayerDecoder, gemma3_text.Gemma3TextModel, Gemma4TextPreTrainedModel):
    """Gemma 4 without a head; called like LlamaModel, and with `per_layer_inputs`."""

    def __init__(self, config: Gemma4TextConfig):
        super().__init__(config)
        if config.hidden_size_per_layer_input:
            self.add_own_embeddings(config)

    def layer(self, config: Any, index: int) -> Gemma4TextDecoderLayer:
        return self.layer_class(config, index)

    def looked_up(self, input_ids, inputs_embeds):
        return self.own_embeddings(self.ids_of(inputs_embeds) if input_ids is None else input_ids)

    def ids_of(self, embeddings):  # [b t d] -> [b t]
        """The tokens whose embeddings these are, exactly."""
        every = ops.arange(0, self.config.vocab_size, like=embeddings, dtype="int64")
        same = ops.unsqueeze(embeddings, 2) == self.embed(every)  # [b t v d]
        return ops.argmax(ops.cast(ops.all(same, -1), "int64"), -1)

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        both = self.config.use_bidirectional_attention == "all"
        mask = self.two_way_mask if both else self.one_way_mask
        return mask(attention_mask, past, hidden, **options)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        per_layer_inputs=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
            router_logits=output_router_logits,
        )
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        output = self.run_with(recorder, inputs, per_layer_inputs)
        return MoeModelOutputWithPast.of(output, router_logits=recorder.router_logits)


class Gemma4ForCausalLM(CausalLM, Gemma4TextPreTrainedModel):
    base_class = Gemma4TextModel
    output_class = MoeCausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(self.lm_head(hidden), self.config.final_logit_softcapping)


HEADS = {"base": Gemma4TextModel, "causal-lm": Gemma4ForCausalLM}
