"""A decoder some of whose layers are mixtures of experts, and its language model.

b batch, t tokens, n = b*t, e experts, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.outputs import MoeCausalLMOutputWithPast, MoeModelOutputWithPast
from auto_core.recorder import Recorder

from .. import ops
from .decoder import Decoder
from .decoder_heads import CausalLM
from .logits import wanted
from .losses import next_token_loss
from .routers import load_balancing_loss


def routed_recorder(
    config: Any,
    use_cache: bool | None,
    output_attentions: bool,
    output_hidden_states: bool,
    output_router_logits: bool | None,
) -> Recorder:
    """What a pass keeps; by default the cache and the routers' logits as the config says."""
    routers = config.output_router_logits if output_router_logits is None else output_router_logits
    return Recorder(
        attentions=output_attentions,
        hidden_states=output_hidden_states,
        cache=config.use_cache if use_cache is None else use_cache,
        router_logits=bool(routers),
    )


class MoeDecoder(Decoder):
    """A Decoder that returns the routers' logits on request.

    Args of `forward`, beside those of `Decoder`:
        output_router_logits: by default the config's.

    Returns:
        MoeModelOutputWithPast: that of `Decoder`, and `router_logits`, [n e] of each layer that
        has experts.
    """

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        requests = output_attentions, output_hidden_states, output_router_logits
        recorder = routed_recorder(self.config, use_cache, *requests)
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        output = self.run(recorder, *inputs)
        return MoeModelOutputWithPast.of(output, router_logits=recorder.router_logits)


class MoeCausalLM(CausalLM):
    """The next token; with the routers' logits comes their loss, `aux_loss`, of which
    `config.router_aux_loss_coef` is part of the loss. A step with a cache has none."""

    output_class = MoeCausalLMOutputWithPast
    has_router_loss = True

    def router_loss(self, logits, attention_mask):
        """What spreads tokens evenly: of the logits [n e] of each layer."""
        return load_balancing_loss(logits, self.config.experts_per_token, attention_mask)

    def forward(
        self, labels=None, *, num_items_in_batch=None, logits_to_keep: Any = 0, **inputs: Any
    ):
        output = self.encode(**inputs)
        logits = self.logits(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else next_token_loss(logits, labels, num_items_in_batch)
        aux_loss = None
        first = inputs.get("past_key_values") is None
        if self.has_router_loss and output.router_logits and first:
            aux_loss = self.router_loss(output.router_logits, inputs.get("attention_mask"))
            if loss is not None:
                loss = loss + self.config.router_aux_loss_coef * aux_loss
        return self.output_class.of(output, loss=loss, aux_loss=aux_loss, logits=logits)


def as_rows(hidden):  # [b t d] -> [n d]
    """The tokens of all sequences, one after the other."""
    batch, tokens, size = ops.shape(hidden)
    return ops.reshape(hidden, (batch * tokens, size))
