import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.texts import Inputs, padding, token_ids
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

TOKENS = dict(bos_token_id=64, sep_token_id=65, pad_token_id=0, eos_token_id=65)
TINY = dict(text_config=TEXT | TOKENS, vision_config=VISION, projection_dim=20)
OTHER_TEXT = (
    TEXT
    | TOKENS
    | dict(hidden_act="relu", layer_norm_eps=1e-3, label_smoothing=0.2, num_attention_heads=2)
)
OTHER = dict(
    text_config=OTHER_TEXT,
    vision_config=VISION | dict(image_size=20, patch_size=4, hidden_act="gelu_new"),
    projection_dim=12,
    image_text_hidden_size=10,
)
# The answer attends to the question as layers attend to an image: both have one size.
ASKED = TINY | dict(vision_config=VISION | dict(hidden_size=24))
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)


def words(*shape: int):
    """Labels [b t], some of which do not count."""

    def make(rng: np.random.Generator) -> Inputs:
        labels = token_ids(rng, 64, *shape)
        labels[:, -1] = -100
        return {"labels": labels}

    return make


def answers(rng: np.random.Generator) -> Inputs:
    """Answers of 4 words and 2, of which the second is padded."""
    ids = token_ids(rng, 64, 2, 4)
    labels = np.where(padding([4, 2], 4) == 1, ids, -100)
    return {
        "decoder_input_ids": ids,
        "decoder_attention_mask": padding([4, 2], 4),
        "labels": labels,
    }


ARCH = Arch(
    "blip",
    "Blip",
    "blip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 3, 20, 20)), "other", requests=PAIRS),
        Row(
            "VisionModel", VISION, images(2, 3, 16, 16), "default", config_class="BlipVisionConfig"
        ),
        Row(
            "VisionModel",
            VISION,
            images(1, 3, 25, 40),
            "resized",
            requests=RESIZED,
            config_class="BlipVisionConfig",
        ),
        Row("VisionModel", VISION, images(1, 3, 8, 16), "smaller", config_class="BlipVisionConfig"),
        Row(
            "ForConditionalGeneration",
            TINY,
            both(texts([6, 4]), images(2, 3, 16, 16), words(2, 6)),
            "default",
        ),
        Row(
            "ForConditionalGeneration",
            OTHER,
            both(texts([6, 4]), images(2, 3, 20, 20), words(2, 6)),
            "other",
            requests={},
        ),
        Row(
            "ForQuestionAnswering",
            ASKED,
            both(texts([6, 4]), images(2, 3, 16, 16), answers),
            "default",
        ),
        Row("ForImageTextRetrieval", TINY, both(texts([6, 4]), images(2, 3, 16, 16)), "default"),
        Row(
            "ForImageTextRetrieval",
            OTHER,
            both(texts([6, 4, 3]), images(2, 3, 20, 20)),
            "cosines",
            requests={"use_itm_head": False},
        ),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "vision_model.embeddings.class_embedding",
            "vision_model.encoder.layers.1.self_attn.qkv.bias",
            "text_decoder.bert.encoder.layer.1.crossattention.self.key.weight",
            "text_decoder.cls.predictions.bias",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-other": [
            {
                "text_config": {
                    "vocab_size": 67,
                    "hidden_size": 24,
                    "intermediate_size": 40,
                    "num_hidden_layers": 2,
                    "num_attention_heads": 2,
                    "max_position_embeddings": 12,
                    "bos_token_id": 64,
                    "sep_token_id": 65,
                    "pad_token_id": 0,
                    "eos_token_id": 65,
                    "hidden_act": "relu",
                    "layer_norm_eps": 0.001,
                    "label_smoothing": 0.0,
                }
            }
        ]
    },
)
