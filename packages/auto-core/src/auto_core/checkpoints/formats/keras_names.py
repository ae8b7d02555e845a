"""Layer names of upstream's TensorFlow classes, where they differ from the checkpoint's.

Their loader takes a variable by its exact name. What stands here is data about classes that will
not change any more; it was found by comparing files that transformers 4.57 wrote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auto_core.checkpoints.tensors import StoredTensor

if TYPE_CHECKING:
    from auto_core.pretrained_numpy import NumpyPreTrainedModel

# Model types whose lists are called "layers.0"; the others' are "layers_._0".
_DOTTED = frozenset(
    (
        *("bart", "mbart", "marian", "whisper", "mistral", "wav2vec2", "hubert", "layoutlmv3"),
        *("convnext", "convnextv2", "regnet", "resnet", "segformer", "swin"),
        "efficientformer",
    )
)

# Model type -> the layer that holds all of a headless model, where it is not the base prefix.
_WHOLE = {
    **dict.fromkeys(("bart", "mbart", "marian", "whisper"), "model"),
    **dict.fromkeys(("t5", "mt5", "sam", "sam_vision_model", "blip_text_model"), ""),
    **dict.fromkeys(("encoder-decoder", "vision-encoder-decoder"), ""),
    "vision-text-dual-encoder": "",
    "clip_text_model": "clip/text_model",
    "clip_vision_model": "clip/vision_model",
}

# What stands before `___` is taken off again where names are compared with a checkpoint's.
_BERT = (
    (r"^cls/predictions/", "mlm___cls/predictions/"),
    (r"^cls/seq_relationship/", "nsp___cls/seq_relationship/"),
)
_BART = ((r"^model/shared/", "model.shared/"),)
_SAM = (
    (r"((neck|mask_embed)/layer_norm\d|upscale_layer_norm)/gamma$", r"\1/weight"),
    (r"((neck|mask_embed)/layer_norm\d|upscale_layer_norm)/beta$", r"\1/bias"),
    (r"/(\w+_embed(_\._\d)?|iou_token|mask_tokens)/weight$", r"/\1.weight"),
)

# Model type -> (pattern, replacement) for names that are right but for these.
_RENAMES: dict[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(("bert", "layoutlm"), _BERT),
    **dict.fromkeys(("bart", "mbart", "marian"), _BART),
    **dict.fromkeys(("sam", "sam_vision_model"), _SAM),
    "deberta-v2": (
        (r"rel_embeddings/weight$", "rel_embeddings.weight"),
        (r"/pos_key_proj/", "/pos_proj/"),
        (r"/pos_query_proj/", "/pos_q_proj/"),
    ),
    "deit": ((r"^decoder_\._0/", "decoder/0/"),),
    "swin": ((r"^decoder\.0/", "decoder/0/"),),
    "vit_mae": ((r"decoder_layers_\._", "decoder_layers."),),
}


def keras_named(tensor: StoredTensor, model: NumpyPreTrainedModel) -> StoredTensor:
    """A tensor that `leaves.to_tensorflow` has named, as the class of this model names it."""
    for part in model.parts:  # a whole model, with layers of its own
        if tensor.name.startswith(f"{part}/"):
            inner = tensor.rename(tensor.name.removeprefix(f"{part}/"))
            inner = keras_named(inner, getattr(model, part))
            return inner.rename(f"{part}/{inner.name}")
    kind, name = model.config.model_type, tensor.name
    if whole := _whole(model):
        name = f"{whole}/{name}"
    if kind in _DOTTED:
        name = name.replace("_._", ".")
    for pattern, replacement in _RENAMES.get(kind, ()):
        name = re.sub(pattern, replacement, name)
    return tensor.rename(name)


# Where Keras files variables that are in no layer; it is not among the names of layers.
TOP_LEVEL = "top_level_model_weights"


def layer_of(name: str) -> str:
    """The layer under which Keras files a variable of this name."""
    first, _, rest = name.partition("/")
    if first == "model.shared":
        return "model"
    return first if rest or first == "final_logits_bias" else TOP_LEVEL


def _whole(model: NumpyPreTrainedModel) -> str:
    """The level that a headless model has above its own; a task's model has none."""
    prefix = model.base_model_prefix
    if hasattr(model, prefix or "-") or "For" in model.architecture_name():
        return ""
    return _WHOLE.get(model.config.model_type, prefix)
