"""Models that predict no next token but one at a position behind the text: XLM, XLNet.

An architecture says in `next_token_inputs` what it is called with for that.

b prompts, n rows, t tokens so far, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.outputs import KeyValueCache

from .. import ops
from ._lengths import repeated
from .decoder import Decoder


class AppendingDecoder(Decoder):
    """Logits of the token behind the text. What a model keeps of a text are its memories."""

    def prefill(self):
        """As the parent's."""
        inputs = self.inputs
        self._refuse({**inputs.always, **inputs.first, "past_key_values": inputs.past})
        logits, cache, output = self._predict(inputs.ids, inputs.mask, inputs.types, None)
        if cache is not None:
            cache.states = tuple((repeated(x, self.rows),) for (x,) in cache.states)
        return repeated(logits, self.rows), cache, output

    def step(self, tokens, length, cache: KeyValueCache | None):
        """As the parent's; texts grow, so that each step has shapes of its own."""
        length = int(length)
        mask = None if self.mask is None else self.mask[:, :length]
        types = self._continued(self.inputs.types, length, step=0)
        return self._predict(tokens[:, :length], mask, types, cache)

    def _refuse(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if value is not None:
                raise InputError(
                    f"generate of this model takes input_ids, attention_mask and token_type_ids, "
                    f"and no {name}: leave it out."
                )

    def _predict(self, ids, attention_mask, types, cache: KeyValueCache | None):
        """[n t] -> logits [n v], the memories or None, and the output."""
        memories = None if cache is None else tuple(ops.transpose(x, 0, 1) for (x,) in cache.states)
        given = self.next_token_inputs(ids, attention_mask, types, memories, self.use_cache)
        given = {name: value for name, value in given.items() if value is not None}
        output = self.call(**{**given, **self.options})
        memories = getattr(output, "mems", None)
        if memories is None:
            return output.logits[:, -1], None, output
        states = tuple((ops.transpose(x, 0, 1),) for x in memories)  # rows first, for beams
        return output.logits[:, -1], _memories(states, ids), output

    next_token_inputs: Any = None  # the network's, see `Call.decoder`


def _memories(states: tuple[Any, ...], ids: Any) -> KeyValueCache:
    return KeyValueCache(keys=(), values=(), states=states, length=ops.shape(ids)[1])
