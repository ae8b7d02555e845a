import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.texts import Inputs, padding, token_ids
from parity.towers import EVERYTHING, TEXT, VISION, both

TOKENS = dict(bos_token_id=64, eos_token_id=65, pad_token_id=0, max_position_embeddings=24)
TINY = TEXT | TOKENS | dict(vision_config=VISION)
OTHER = TINY | dict(
    vision_config=VISION | dict(image_size=20, patch_size=10, num_channels=1, hidden_act="gelu"),
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_image_with_embedding=2,
    tie_word_embeddings=True,
)


def read(*lengths: int, labels: bool = False):
    """Texts of these lengths, padded on the right."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding(list(lengths), max(lengths))
        ids = np.where(mask == 1, token_ids(rng, 64, *mask.shape), 0)
        inputs: Inputs = {"input_ids": ids, "attention_mask": mask}
        return inputs | ({"labels": np.where(mask == 1, ids, -100)} if labels else {})

    return make


ARCH = Arch(
    "git",
    "Git",
    "git",
    rows=[
        Row("Model", TINY, both(read(6, 3), images(2, 3, 16, 16)), "default"),
        Row("Model", TINY, read(6, 3), "words"),
        Row("VisionModel", VISION, images(2, 3, 16, 16), "default", config_class="GitVisionConfig"),
        Row(
            "Model",
            TINY,
            both(read(4), images(1, 3, 24, 16)),
            "resized",
            requests=EVERYTHING | dict(interpolate_pos_encoding=True),
        ),
        Row("ForCausalLM", TINY, both(read(6, 3, labels=True), images(2, 3, 16, 16)), "default"),
        Row("ForCausalLM", OTHER, both(read(6, 3, labels=True), images(2, 2, 1, 20, 20)), "video"),
    ],
    must_see={
        "ForCausalLM-default": [
            "git.visual_projection.visual_projection.1.bias",
            "git.image_encoder.vision_model.post_layernorm.bias",
            "git.embeddings.position_embeddings.weight",
            "output.bias",
        ]
    },
)
