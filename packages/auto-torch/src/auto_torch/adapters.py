"""`add_adapter` on torch: PEFT puts its layers into the model, as it does into transformers'."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot
from auto_core.errors import InputError, check_keywords


class PeftMixin:
    """Adapters of PEFT within a model, until they are merged or taken away."""

    def add_adapter(
        self: Any,
        adapter_config: Any = None,
        adapter_name: str | None = None,
        *,
        r: int = 8,
        alpha: float = 16,
        targets: str | Iterable[str] = "all-linear",
    ) -> None:
        """Put an adapter of PEFT into the model; it alone is trained from now on.

        `save_pretrained` then writes the adapter; `merge_adapter` adds it to the weights, `unload`
        takes it away.

        Args:
            adapter_config: PEFT's, of any kind that changes layers; by default LoRA of `r`, `alpha`
                and `targets`, as on the other frameworks.
            adapter_name: by which PEFT knows it.

        Raises:
            InputError: PEFT is not installed, or there is an adapter.
        """
        try:
            import peft
        except ImportError as error:
            raise InputError("add_adapter on torch needs PEFT: pip install peft.") from error
        if self._peft_name() or self.__dict__.get("_adapter") is not None:
            raise InputError(
                f"{type(self).__name__} has an adapter: call unload() or merge_adapter() first."
            )
        if adapter_config is None:
            wanted = targets if isinstance(targets, str) else list(targets)
            adapter_config = peft.LoraConfig(r=r, lora_alpha=alpha, target_modules=wanted)  # type: ignore[arg-type]
        name = adapter_name or "default"
        trained = {parameter for parameter in self.parameters() if parameter.requires_grad}
        if adapter_config.base_model_name_or_path is None:
            adapter_config.base_model_name_or_path = self.config.name_or_path or None
        peft.inject_adapter_in_model(adapter_config, self, name)
        self.__dict__["_added"] = (name, adapter_config, trained)

    def load_adapter(
        self: Any,
        name_or_path: str | os.PathLike[str],
        adapter_name: str | None = None,
        *,
        is_trainable: bool = False,
        **kwargs: Any,
    ) -> None:
        """As every model's; with `is_trainable` by PEFT's layers, to be trained further."""
        if self._peft_name():
            raise InputError(
                f"{type(self).__name__} has an adapter: call unload() or merge_adapter() first."
            )
        if not is_trainable:
            return super().load_adapter(name_or_path, adapter_name, **kwargs)  # type: ignore[misc]
        import peft

        check_keywords(kwargs, HUB_KEYWORDS, where=f"{type(self).__name__}.load_adapter")
        snapshot = Snapshot.open(name_or_path, **kwargs)
        for file in ("adapter_model.safetensors", "adapter_model.bin"):
            path = snapshot.file(file)
            if path is not None:
                break
        else:
            raise snapshot.absence("adapter_model.safetensors")
        settings = snapshot.file("adapter_config.json")
        if settings is None:
            raise snapshot.absence("adapter_config.json")
        folder = str(Path(settings).parent)
        config = peft.PeftConfig.from_pretrained(folder)
        config.inference_mode = False
        self.add_adapter(config, adapter_name)
        state = peft.load_peft_weights(folder, device="cpu")
        state = {key.removeprefix("base_model.model."): value for key, value in state.items()}
        peft.set_peft_model_state_dict(self, state, adapter_name=self._peft_name())
        return None

    def merge_adapter(self: Any) -> None:
        """Keep the adapter's weights for good.

        Raises:
            InputError: there is no adapter.
        """
        if not self._peft_name():
            return super().merge_adapter()  # type: ignore[misc]
        self._without_layers(merged=True)
        return None

    def unload(self: Any) -> Any:
        """Take the adapter's weights away: the model is as it was. Returns self.

        Raises:
            InputError: there is no adapter.
        """
        if not self._peft_name():
            return super().unload()  # type: ignore[misc]
        self._without_layers(merged=False)
        return self

    def save_pretrained(self: Any, save_directory: Any, **kwargs: Any) -> None:
        """As every model's; of one with an added adapter the adapter alone, in PEFT's format."""
        name = self._peft_name()
        if not name:
            return super().save_pretrained(save_directory, **kwargs)  # type: ignore[misc]
        import peft
        from safetensors.torch import save_file

        if not kwargs.get("is_main_process", True):
            return None
        state = peft.get_peft_model_state_dict(
            self, state_dict=kwargs.get("state_dict"), adapter_name=name
        )
        state = {f"base_model.model.{k}": v.detach().contiguous() for k, v in state.items()}
        os.makedirs(save_directory, exist_ok=True)
        save_file(state, Path(save_directory) / "adapter_model.safetensors", {"format": "pt"})
        config = self.__dict__["_added"][1]
        training, config.inference_mode = config.inference_mode, True
        config.save_pretrained(save_directory)
        config.inference_mode = training
        return None

    def _peft_name(self: Any) -> str:
        """The adapter that is in the model, or nothing."""
        added = self.__dict__.get("_added")
        return "" if added is None else added[0]

    def _without_layers(self: Any, *, merged: bool) -> None:
        from peft.tuners.tuners_utils import BaseTunerLayer
        from peft.utils import ModulesToSaveWrapper

        _, _, trained = self.__dict__.pop("_added")
        for path, module in list(self.named_modules()):
            if isinstance(module, BaseTunerLayer):
                if merged:
                    module.merge()
                kept: Any = module.get_base_layer()
            elif isinstance(module, ModulesToSaveWrapper):
                copies: Any = module.modules_to_save
                kept = next(iter(copies.values())) if merged else module.original_module
            else:
                continue
            parent, _, name = path.rpartition(".")
            setattr(self.get_submodule(parent), name, kept)
        self.__dict__.pop("peft_config", None)
        for parameter in self.parameters():
            parameter.requires_grad_(parameter in trained or not trained)
        torch.nn.Module.train(self, self.training)
