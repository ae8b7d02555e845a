import pytest
import transformers.models.sam3_lite_text.modeling_sam3_lite_text as theirs
from parity.arch import Arch, Row, integers
from parity.architectures import sam3
from parity.architectures.sam3 import OTHER_PIXELS, PIXELS, TEXTS, Torchvision, boxes, labels
from parity.images import images

TEXT = dict(
    vocab_size=60,
    hidden_size=16,
    intermediate_size=20,
    projection_dim=6,
    num_hidden_layers=4,
    num_attention_heads=2,
    max_position_embeddings=9,
    repmixer_kernel_size=3,
)
OTHER_TEXT = TEXT | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    max_position_embeddings=5,
    num_attention_heads=4,
    num_hidden_layers=2,
    use_repmixer_blocks=False,
)
MIXED = TEXT | dict(num_hidden_layers=2, repmixer_kernel_size=5, hidden_size=12)
TINY = sam3.TINY | dict(text_config=TEXT)
OTHER = sam3.OTHER | dict(text_config=OTHER_TEXT)


def without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theirs, "torchvision", Torchvision, raising=False)


def texts(rng):
    return {name: make(rng) for name, make in TEXTS.items()}


def encoder(name, options, inputs):
    return Row("TextModel", options, inputs, name, config_class="Sam3LiteTextTextConfig")


ARCH = Arch(
    "sam3_lite_text",
    "Sam3LiteText",
    "sam3",
    patch=without_torchvision,
    rounded=True,  # positions between those of a window
    rows=[
        Row("Model", TINY, images(*PIXELS, **TEXTS), "text", requests={}),
        encoder("mixed", TEXT, texts),
        encoder("other", OTHER_TEXT, texts),
        encoder("all", MIXED, lambda rng: {"input_ids": integers(60, 3, 9)(rng)}),
        Row(
            "Model",
            OTHER,
            images(*OTHER_PIXELS, **TEXTS, input_boxes=boxes(2, 4), input_boxes_labels=labels),
            "other",
            requests={},
        ),
        Row("Model", TINY, images(*PIXELS, **TEXTS, input_boxes=boxes(2, 2)), "boxes", requests={}),
    ],
    must_see=[
        "text_encoder.embeddings.position_embedding.position_embedding",
        "text_encoder.layers.0.layer_scale",
        "text_encoder.layers.3.token_mixer.mixer.batchnorm_skip.running_mean",
        "text_projection.bias",
    ],
    refuses=[
        ({"text_config": TEXT | dict(repmixer_kernel_size=4)}, "repmixer_kernel_size"),
        ({"text_config": TEXT | dict(num_attention_heads=3)}, "num_attention_heads"),
    ],
)
