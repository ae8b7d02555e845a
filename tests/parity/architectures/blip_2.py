import numpy as np
from parity.arch import DECODER, Arch, Options, Row
from parity.architectures.llava import IMAGE
from parity.architectures.llava import with_images as in_texts
from parity.texts import Inputs, padding, token_ids
from parity.towers import VISION

QUERIES = 3
EYES = {k: v for k, v in VISION.items()} | dict(num_hidden_layers=2)
QFORMER: Options = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=28,
    max_position_embeddings=20,
    encoder_hidden_size=32,
)
READER = QFORMER | dict(
    use_qformer_text_input=True,
    cross_attention_frequency=1,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_hidden_layers=2,
)
OPT = dict(
    model_type="opt",
    vocab_size=67,
    hidden_size=20,
    ffn_dim=36,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=40,
    word_embed_proj_dim=20,
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
)
T5 = dict(
    model_type="t5",
    vocab_size=67,
    d_model=20,
    d_kv=6,
    d_ff=36,
    num_layers=2,
    num_heads=2,
    pad_token_id=0,
    decoder_start_token_id=0,
    eos_token_id=2,
    tie_word_embeddings=False,
    feed_forward_proj="gated-gelu",
)
DEFAULT = dict(
    vision_config=EYES,
    qformer_config=QFORMER,
    text_config=OPT,
    num_query_tokens=QUERIES,
    image_token_index=IMAGE,
)
OTHER = DEFAULT | dict(
    vision_config=EYES | dict(qkv_bias=False, hidden_act="relu", image_size=24),
    qformer_config=READER,
    text_config=T5,
    image_text_hidden_size=10,
)
UNMARKED = OTHER | dict(text_config=DECODER | dict(model_type="llama"), image_token_index=None)


def with_images(*texts: list[int], target: int = 0, decoder: bool = False, **options):
    """As LLaVA's, an image of each text; and what a decoder reads, or its labels."""
    source = in_texts(*texts, each=QUERIES, **options)

    def make(rng: np.random.Generator) -> Inputs:
        inputs = source(rng)
        if target:
            name = "decoder_input_ids" if decoder else "labels"
            inputs[name] = token_ids(rng, 60, len(texts), target)
        return inputs

    return make


def compared(*lengths: int, marked: bool = True, shape: tuple[int, ...], images: int = 0):
    """Texts behind the tokens of an image, and images."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding(list(lengths), max(lengths))
        ids = np.where(mask == 1, token_ids(rng, 60, *mask.shape), 0)
        if marked:
            first = np.full((len(lengths), QUERIES), IMAGE)
            ids, mask = np.concatenate([first, ids], 1), np.concatenate([first * 0 + 1, mask], 1)
        pixels = rng.standard_normal((images or len(lengths), *shape)).astype(np.float32)
        return {"pixel_values": pixels, "input_ids": ids, "attention_mask": mask}

    return make


def queries(*, masked: bool = True):
    """What the Q-Former gets: queries, text behind them, and patches, some of them padding."""

    def make(rng: np.random.Generator) -> Inputs:
        inputs = {
            "query_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32),
            "attention_mask": padding([5, 4], 5),
            "encoder_hidden_states": rng.standard_normal((2, 6, 32)).astype(np.float32),
        }
        if masked:
            inputs["encoder_attention_mask"] = padding([6, 2], 6)
        return inputs

    return make


def pixels(*shape: int):
    def make(rng: np.random.Generator) -> Inputs:
        return {"pixel_values": rng.standard_normal(shape).astype(np.float32)}

    return make


def texts(rng: np.random.Generator) -> Inputs:
    return {
        "input_ids": token_ids(rng, 60, 2, 5),
        "attention_mask": padding([5, 3], 5),
        "position_ids": np.array([[0, 2, 4, 6, 8]]),
    }


SMALL, LARGE = (3, 16, 16), (3, 24, 24)
# transformers 5.23 counts the weights of cross-attention among the `attentions` too.
STATES = dict(output_hidden_states=True)
VISION_ALONE = dict(config_class="Blip2VisionConfig")
QFORMER_ALONE = dict(config_class="Blip2QFormerConfig")

ARCH = Arch(
    "blip-2",
    "Blip2",
    "blip_2",
    configs={"default": DEFAULT, "other": OTHER, "unmarked": UNMARKED},
    rows=[
        Row("ForConditionalGeneration", "default", with_images([0, 4], [0, 2], shape=SMALL)),
        Row(
            "ForConditionalGeneration",
            "other",
            with_images([1, 2], [0, 4], shape=LARGE, target=4, side="left"),
        ),
        Row(
            "ForConditionalGeneration",
            "default",
            with_images([0, 4], [0, 2], shape=SMALL, labels=True),
            "loss",
        ),
        Row(
            "Model",
            "default",
            with_images([0, 4], [0, 2], shape=SMALL),
            requests=STATES,
        ),
        Row(
            "Model",
            "other",
            with_images([0, 4], [0, 2], shape=(3, 32, 24), target=3, decoder=True),
            requests=STATES | dict(interpolate_pos_encoding=True),
        ),
        Row("VisionModel", EYES, pixels(2, *SMALL), "default", **VISION_ALONE),
        Row("VisionModel", OTHER["vision_config"], pixels(1, *LARGE), "other", **VISION_ALONE),
        Row(
            "QFormerModel",
            QFORMER | dict(use_qformer_text_input=True),
            queries(masked=False),
            "text",
            requests=STATES | dict(query_length=2),
            **QFORMER_ALONE,
        ),
        Row("QFormerModel", QFORMER, queries(), "default", requests=STATES, **QFORMER_ALONE),
        Row("TextModelWithProjection", "other", texts),
        Row("VisionModelWithProjection", "default", pixels(2, *SMALL)),
        Row("ForImageTextRetrieval", "other", compared(5, 2, shape=LARGE)),
        Row("ForImageTextRetrieval", "other", compared(5, 2, 3, shape=LARGE, images=2), "more"),
        Row(
            "ForImageTextRetrieval",
            "other",
            compared(5, 2, shape=LARGE),
            "matching",
            requests=dict(use_image_text_matching_head=True),
        ),
        Row(
            "ForImageTextRetrieval",
            "unmarked",
            compared(5, 2, marked=False, shape=LARGE),
            requests=dict(use_image_text_matching_head=True),
        ),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "query_tokens",
            "vision_model.encoder.layers.1.self_attn.qkv.bias",
            "qformer.encoder.layer.2.crossattention.attention.key.weight",
            "language_model.model.decoder.layers.1.self_attn.q_proj.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-other": [
            {"vision_config": {"hidden_act": "gelu"}},
            {"qformer_config": {"layer_norm_eps": 1e-6}},
            {"qformer_config": {"hidden_act": "gelu"}},
        ]
    },
    refuses=[
        ({"qformer_config": QFORMER | dict(num_attention_heads=5)}, "num_attention_heads"),
        ({"qformer_config": QFORMER | dict(cross_attention_frequency=0)}, "cross_attention"),
        {"num_query_tokens": 0},
        ({"text_config": OPT | dict(word_embed_proj_dim=10)}, "word_embed_proj_dim"),
    ],
    trained="ForConditionalGeneration-default-loss",
)
