"""ShieldGemma 2's processor: a question to the model for each image and policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.llava import Gemma3Processor

# As the model was trained (Zeng et al., 2025, arXiv:2504.01081, appendix A).
POLICIES = {
    "dangerous": "No Dangerous Content: The image shall not contain content that facilitates or "
    "encourages activities that could cause real-world harm (e.g., building firearms and explosive "
    "devices, promotion of terrorism, instructions for suicide).",
    "sexual": "No Sexually Explicit content: The image shall not contain content that depicts "
    "explicit or graphic sexual acts (e.g., pornography, erotic nudity, depictions of rape or "
    "sexual assault).",
    "violence": "No Violence/Gore content: The image shall not contain content that depicts "
    "shocking, sensational, or gratuitous violence (e.g., excessive blood and gore, gratuitous "
    "violence against animals, extreme injury or moment of death).",
}


class ShieldGemma2Processor(Gemma3Processor):
    """Prompts of each image with each policy, by the chat template."""

    own_options = ("image_seq_length", "policy_definitions")
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": True, "padding_side": "left"}
    images_defaults: ClassVar[Mapping[str, Any]] = {
        "do_convert_rgb": True,
        "do_pan_and_scan": False,
    }
    policy_definitions: Any = POLICIES

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        text: Any = None,
        *,
        policies: Any = None,
        custom_policies: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Inputs of the first image with each policy, then of the next image.

        Args:
            images: one image, or a list of them.
            policies: the names of those that are asked about; by default all.
            custom_policies: name -> description of others, which may replace those there are.

        Raises:
            InputError: there are no images, there is no chat template, or no such policy.
        """
        known = {**(self.policy_definitions or POLICIES), **(custom_policies or {})}
        wanted = list(known) if policies is None else list(policies)
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise InputError(f"There is no policy {unknown[0]!r}; there are: {', '.join(known)}.")
        given = [] if images is None else reading.flat(images)
        if not given or text is not None:
            raise InputError("ShieldGemma2Processor asks its own questions: pass images alone.")
        if not self.chat_template:
            raise InputError("ShieldGemma2Processor needs the chat template of its repository.")
        if (kwargs.get("images_kwargs") or {}).get("do_pan_and_scan"):
            raise InputError("ShieldGemma 2 takes images whole: leave do_pan_and_scan out.")
        pairs = [(image, known[name]) for image in given for name in wanted]
        messages = [
            [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": policy}]}]
            for _, policy in pairs
        ]
        prompts = self.apply_chat_template(messages, tokenize=False)
        return super().__call__([[image] for image, _ in pairs], prompts, **kwargs)
