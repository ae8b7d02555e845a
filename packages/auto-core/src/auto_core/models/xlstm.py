"""xLSTM: Beck et al., 2025, arXiv:2503.13427.

A decoder without attention: each layer writes outer products of keys and values into a matrix by
exponential gates, and reads it by queries.

b batch, t tokens, h heads, k size of a key, s size of a value, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.xlstm import xLSTMConfig
from auto_core.errors import InputError
from auto_core.outputs import MambaCausalLMOutput, MambaOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import CausalLM
from ..blocks.losses import widened
from ..blocks.matrix_memory import matrix_memory
from ..blocks.norms import PlainLayerNorm, scaled_to_one
from ..blocks.recurrence import Recurrence


def capped(x, cap: float):
    """Numbers bounded smoothly."""
    return cap * ops.tanh(x / cap)


class Affine(nn.Module):
    """A weight of each feature, and a bias if wanted."""

    def __init__(self, size: int, bias: bool):
        super().__init__()
        self.weight = nn.Parameter((size,), init="ones")
        self.bias = nn.Parameter((size,), init="zeros") if bias else None

    def scaled(self, hidden):  # [b t f] -> [b t f]
        hidden = hidden * ops.asarray(self.weight)
        return hidden if self.bias is None else hidden + ops.asarray(self.bias)


class xLSTMRMSNorm(Affine):
    """A root-mean-square norm that may have a bias."""

    def __init__(self, size: int, *, eps: float, bias: bool = False):
        super().__init__(size, bias)
        self.eps = eps

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.scaled(scaled_to_one(hidden, eps=self.eps))


class xLSTMMultiHeadLayerNorm(Affine):
    """A layer norm of each head, scaled together."""

    def __init__(self, size: int, *, eps: float, bias: bool):
        super().__init__(size, bias)
        self.norm = PlainLayerNorm(eps)

    def forward(self, heads):  # [b t h s] -> [b t h*s]
        batch, tokens, count, size = ops.shape(heads)
        return self.scaled(ops.reshape(self.norm(heads), (batch, tokens, count * size)))


class xLSTMFeedForward(nn.Module):
    """The gated feed-forward part."""

    def __init__(self, config: xLSTMConfig):
        super().__init__()
        d, f, bias = config.hidden_size, config.feed_forward_size, config.use_bias
        self.size, self.fused = f, config.weight_mode == "fused"
        if self.fused:
            self.proj_up_gate_z = nn.Linear(d, 2 * f, bias=bias)
        else:
            self.proj_up_gate = nn.Linear(d, f, bias=bias)
            self.proj_up = nn.Linear(d, f, bias=bias)
        self.proj_down = nn.Linear(f, d, bias=bias)

    def forward(self, hidden):  # [b t d] -> [b t d]
        if self.fused:
            gate, up = ops.split(self.proj_up_gate_z(hidden), [self.size] * 2, -1)
        else:
            gate, up = self.proj_up_gate(hidden), self.proj_up(hidden)
        return self.proj_down(ops.silu(gate) * up)


class xLSTMLayer(nn.Module):
    """The memory of each head, normalised and gated."""

    def __init__(self, config: xLSTMConfig):
        super().__init__()
        d, bias, self.heads = config.hidden_size, config.use_bias, config.num_heads
        size, values = config.qk_size, config.value_size
        self.sizes, self.cap, self.eps = (size, values), config.gate_soft_cap, config.eps
        self.fused = config.weight_mode == "fused"
        if self.fused:
            self.qkv_opreact = nn.Linear(d, 2 * size + 2 * values, bias=bias)
            self.ifgate_preact = nn.Linear(d, 2 * self.heads)
        else:
            self.q, self.k = nn.Linear(d, size, bias=bias), nn.Linear(d, size, bias=bias)
            self.v = nn.Linear(d, values, bias=bias)
            self.ogate_preact = nn.Linear(d, values, bias=bias)
            self.igate_preact = nn.Linear(d, self.heads)
            self.fgate_preact = nn.Linear(d, self.heads)
        self.multihead_norm = xLSTMMultiHeadLayerNorm(values, eps=config.norm_eps, bias=bias)
        self.out_proj = nn.Linear(values, d, bias=bias)

    def project(self, hidden):
        """[b t d] -> queries and keys [b t h*k], values and output gates [b t h*s], input and
        forget gates [b t h]."""
        if not self.fused:
            parts = self.q, self.k, self.v, self.ogate_preact, self.igate_preact, self.fgate_preact
            return [part(hidden) for part in parts]
        size, values = self.sizes
        wide = ops.split(self.qkv_opreact(hidden), [size, size, values, values], -1)
        return [*wide, *ops.split(self.ifgate_preact(hidden), [self.heads] * 2, -1)]

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        *heads, gate, enter, stay = self.project(hidden)
        sizes = (self.sizes[0], *self.sizes)
        query, key, value = (
            split_heads(x, size // self.heads) for x, size in zip(heads, sizes, strict=True)
        )
        gates = capped(enter, self.cap), capped(stay, self.cap)
        state = None if past.states is None else past.states[0]
        read, state = matrix_memory(query, key, value, *gates, state, eps=self.eps)
        past.keep(state)
        read = self.multihead_norm(ops.cast(read, ops.dtype(hidden)))
        return self.out_proj(ops.sigmoid(gate) * read)


class xLSTMBlock(nn.Block):
    """The memory, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: xLSTMConfig):
        super().__init__()
        d, options = config.hidden_size, dict(eps=config.norm_eps, bias=config.use_bias)
        self.norm_mlstm = xLSTMRMSNorm(d, **options)
        self.mlstm_layer = xLSTMLayer(config)
        self.norm_ffn = xLSTMRMSNorm(d, **options)
        self.ffn = xLSTMFeedForward(config)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        hidden = hidden + self.mlstm_layer(self.norm_mlstm(hidden), past)
        return hidden + self.ffn(self.norm_ffn(hidden))


class xLSTMPreTrainedModel(nn.PreTrainedModel):
    """What all xLSTM models share."""

    config_class = xLSTMConfig
    base_model_prefix = "backbone"
    head_parts = (r"^lm_head\.",)
    cache_name = "cache_params"
    carries_states = True


class xLSTMModel(xLSTMPreTrainedModel):
    """xLSTM without a head."""

    def __init__(self, config: xLSTMConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.blocks = nn.ModuleList(xLSTMBlock(config) for _ in range(config.num_hidden_layers))
        self.out_norm = xLSTMRMSNorm(config.hidden_size, eps=config.norm_eps)

    def get_input_embeddings(self):
        """The layer that turns token ids into vectors."""
        return self.embeddings

    def set_input_embeddings(self, value):
        """Replace the layer that turns token ids into vectors."""
        self.embeddings = value

    def forward(
        self,
        input_ids=None,
        inputs_embeds=None,
        cache_params=None,
        attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_hidden_states: bool = False,
    ):
        """Hidden states of the tokens.

        Args:
            input_ids: [b t], or inputs_embeds [b t d].
            cache_params: a KeyValueCache of states from an earlier call.
            attention_mask: of no effect, as upstream: what pads a text on the left is read.

        Returns:
            MambaOutput: last_hidden_state [b t d], the cache, and on request hidden_states: of
            each layer, then normalised.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past, use_cache = cache_params, self.config.use_cache if use_cache is None else use_cache
        hidden = self.embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        count = ops.shape(hidden)[1]
        recorder = Recorder(hidden_states=output_hidden_states, cache=use_cache)
        for index, layer in enumerate(self.blocks):
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, Recurrence(recorder, past=past, layer=index))
        hidden = self.out_norm(hidden)
        recorder.add_hidden_state(hidden)
        return MambaOutput(
            last_hidden_state=hidden,
            cache_params=kv_cache.after(recorder, past, count) if use_cache else None,
            hidden_states=recorder.hidden_states,
        )


class xLSTMForCausalLM(CausalLM, xLSTMPreTrainedModel):
    base_class = xLSTMModel
    tied_weights = {"lm_head.weight": "backbone.embeddings.weight"}
    output_class = MambaCausalLMOutput
    input_order = ("input_ids", "inputs_embeds", "cache_params", "labels")

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(widened(self.lm_head(hidden)), self.config.output_logit_soft_cap)


HEADS = {"base": xLSTMModel, "causal-lm": xLSTMForCausalLM, "pretraining": xLSTMForCausalLM}
