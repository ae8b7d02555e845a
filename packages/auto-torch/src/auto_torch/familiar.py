"""What training libraries read of a model beside its inputs and outputs, under upstream's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch

from auto_core.errors import InputError
from auto_core.pretrained.making import check_attention
from auto_torch.blocks.losses import next_token_loss
from auto_torch.nn.module import Block


def next_token(
    logits: torch.Tensor,
    labels: torch.Tensor,
    vocab_size: int | None = None,
    num_items_in_batch: Any = None,
    **kwargs: Any,
) -> torch.Tensor:
    """Cross-entropy of token i + 1 given those up to i: logits [b t v], labels [b t]."""
    return next_token_loss(logits, labels.to(logits.device), num_items_in_batch)


class FamiliarMixin:
    """Attributes of transformers' models, for torch's training libraries; a mixin of the base."""

    # What a head whose labels are the next tokens says: Trainer counts those but the first.
    loss_type: ClassVar[str | None] = None

    @property
    def dummy_inputs(self: Any) -> dict[str, torch.Tensor]:
        """Ids [1 t] to call the model with.

        Raises:
            InputError: the model takes no ids.
        """
        if self.main_input_name != "input_ids":
            raise InputError(
                f"{type(self).__name__} has no dummy_inputs: it takes {self.main_input_name}, "
                "whose shape its processor knows."
            )
        ids = torch.arange(1, 6)[None]
        names = [n for n in ("input_ids", "decoder_input_ids") if n in self._inputs[0]]
        return dict.fromkeys(names, ids)

    @property
    def model_tags(self: Any) -> list[str] | None:
        """Tags of `add_model_tags`, which `push_to_hub` writes into the model card."""
        return self.__dict__.get("_model_tags")

    def add_model_tags(self: Any, tags: str | Sequence[str]) -> None:
        """Remember tags for the model card."""
        known = self.__dict__.setdefault("_model_tags", [])
        known += [t for t in ([tags] if isinstance(tags, str) else tags) if t not in known]

    @property
    def warnings_issued(self: Any) -> dict[str, bool]:
        """Which warnings a library has given of this model; libraries write into it."""
        return self.__dict__.setdefault("_warnings_issued", {})

    def get_memory_footprint(self: Any, return_buffers: bool = True) -> int:
        """Bytes of all parameters, tied ones once, and of the buffers unless they are left out."""
        tensors = [*self.parameters(), *(self.buffers() if return_buffers else ())]
        return sum(tensor.nelement() * tensor.element_size() for tensor in tensors)

    @property
    def accepts_loss_kwargs(self: Any) -> bool:
        """Whether the loss of a part of a step can be divided by the labels of all of it."""
        return "num_items_in_batch" in self._inputs[1]

    def is_custom_code(self) -> bool:
        """True: the renames that transformers has for its class of this name do not hold here."""
        return True

    @property
    def _tied_weights_keys(self: Any) -> dict[str, str]:
        return {**self.always_tied, **self.tied_weights}

    @property
    def _no_split_modules(self: Any) -> list[str]:
        return sorted({type(m).__name__ for m in self.modules() if isinstance(m, Block)})

    @property
    def supports_gradient_checkpointing(self: Any) -> bool:
        """Whether `gradient_checkpointing_enable` changes anything."""
        return any(isinstance(module, Block) for module in self.modules())

    @property
    def loss_function(self: Any) -> Any:
        """The loss of the next token, (logits, labels, vocab_size=None, ...) -> scalar.

        Raises:
            AttributeError: the head has another loss.
        """
        if self.loss_type != "ForCausalLM":
            raise AttributeError(
                f"{type(self).__name__} has no loss_function: pass labels, and take output.loss."
            )
        return next_token

    # transformers has one switch more, for FSDP's own recomputing.
    is_activation_checkpointing = False

    def set_attn_implementation(self: Any, attn_implementation: str | Mapping[str, str]) -> None:
        """Check the name of a kernel; attention chooses by itself, so that nothing else happens.

        Raises:
            InputError: it is a kernel that is not used here.
        """
        names = attn_implementation
        for name in names.values() if isinstance(names, Mapping) else [names]:
            check_attention(name, self.attention_kernels)
