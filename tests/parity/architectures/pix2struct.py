import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import with_context
from parity.texts import Inputs, padding, token_ids

TEXT = dict(
    vocab_size=67,
    initializer_range=0.02,  # without it transformers makes no decoder alone
    hidden_size=24,
    d_kv=6,
    d_ff=40,
    num_layers=2,
    num_heads=4,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=7,
)
VISION = dict(
    hidden_size=24,
    patch_embed_hidden_size=12,
    d_ff=36,
    d_kv=5,
    num_hidden_layers=2,
    num_attention_heads=3,
    seq_len=9,
)
DEFAULT = dict(text_config=TEXT, vision_config=VISION)
OTHER = dict(
    text_config=TEXT
    | dict(
        d_kv=12,
        num_heads=2,
        num_layers=3,
        layer_norm_epsilon=1e-2,
        dense_act_fn="relu",
        decoder_start_token_id=5,
        pad_token_id=1,
        relative_attention_num_buckets=6,
        relative_attention_max_distance=12,
        use_cache=True,
    ),
    vision_config=VISION
    | dict(layer_norm_eps=1e-2, dense_act_fn="silu", patch_embed_hidden_size=3),
    tie_word_embeddings=True,
)


def patches(*counts: int, size: int = 12, masked: bool = True):
    """Rows of patches, of images of two columns, padded on the right."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding(list(counts), max(counts))
        index = np.arange(max(counts))
        where = np.stack([index // 2 + 1, index % 2 + 1], -1)
        where = np.broadcast_to(where, (len(counts), *where.shape))
        pixels = rng.standard_normal((*mask.shape, size))
        inputs = np.concatenate([where, pixels], -1) * mask[..., None]
        found = {"flattened_patches": inputs.astype(np.float32)}
        return found | ({"attention_mask": mask} if masked else {})

    return make


def both(*counts: int, target: int = 0, labels: bool = False, embeds: bool = False, **options):
    """Patches and what the decoder reads, or labels."""
    source = patches(*counts, **options)

    def make(rng: np.random.Generator) -> Inputs:
        inputs = source(rng)
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, 67, len(counts), target)
            lengths = [target, *[target - 2] * (len(counts) - 1)]
            inputs["decoder_attention_mask"] = padding(lengths, target)
        if embeds:
            vectors = rng.standard_normal((len(counts), 4, 24)).astype(np.float32)
            inputs["decoder_inputs_embeds"] = vectors
        if labels:
            inputs["labels"] = token_ids(rng, 67, len(counts), 6)
            inputs["labels"][0, 4:] = -100
            inputs["labels"][0, 1] = 0  # padding of the first config
        return inputs

    return make


TEXT_ALONE = dict(config_class="Pix2StructTextConfig")
VISION_ALONE = dict(config_class="Pix2StructVisionConfig")
HEAD = "ForConditionalGeneration"

ARCH = Arch(
    "pix2struct",
    "Pix2Struct",
    "pix2struct",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row(HEAD, "default", both(6, 3, target=5)),
        Row("VisionModel", VISION, patches(6, 3), "default", **VISION_ALONE),
        Row(
            "VisionModel",
            OTHER["vision_config"],
            patches(4, 5, size=3, masked=False),
            "other",
            **VISION_ALONE,
        ),
        Row("TextModel", TEXT, with_context, "default", **TEXT_ALONE),
        # With a cache transformers' decoder alone mixes up the two kinds of keys.
        Row(
            "TextModel",
            OTHER["text_config"] | dict(use_cache=False),
            with_context,
            "other",
            **TEXT_ALONE,
        ),
        Row(HEAD, "default", both(6, 3, labels=True), "loss"),
        Row(HEAD, "default", both(5, 7, embeds=True), "embeds"),
        Row(HEAD, "other", both(4, 2, labels=True, size=3)),
    ],
    must_see=[
        "encoder.embeddings.row_embedder.weight",
        "encoder.embeddings.column_embedder.weight",
        "encoder.encoder.layer.1.pre_mlp_layer_norm.weight",
        "decoder.layer.0.self_attention.attention.relative_attention_bias.weight",
        "decoder.layer.2.encoder_decoder_attention.attention.output.weight",
    ],
    must_see_options=[
        {"text_config": {"dense_act_fn": "gelu_new"}},
        {"text_config": {"layer_norm_epsilon": 1e-6}},
        {"text_config": {"relative_attention_max_distance": 5}},
        {"vision_config": {"dense_act_fn": "gelu_new"}},
        {"vision_config": {"layer_norm_eps": 1e-6}},
    ],
    refuses=[
        ({"text_config": TEXT | dict(d_kv=5)}, "d_kv"),
        ({"text_config": TEXT | dict(is_decoder=False)}, "is_decoder"),
        ({"text_config": TEXT | dict(relative_attention_num_buckets=1)}, "num_buckets"),
        ({"text_config": TEXT | dict(relative_attention_max_distance=0)}, "max_distance"),
        ({"vision_config": VISION | dict(hidden_size=20)}, "hidden_size"),
    ],
    cached=["ForConditionalGeneration-default"],
    trained="ForConditionalGeneration-default-loss",
)
