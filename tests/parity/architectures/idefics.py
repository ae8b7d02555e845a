import numpy as np
from parity.arch import Arch, Row
from parity.texts import Inputs, padding, token_ids

TOWER = dict(
    embed_dim=20,
    intermediate_size=28,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=16,
    patch_size=8,
)
TEXT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
DEFAULT = TEXT | dict(vision_config=TOWER)
OTHER = TEXT | dict(
    vision_config=TOWER
    | dict(num_channels=1, hidden_act="quick_gelu", layer_norm_eps=1e-2, num_attention_heads=4),
    perceiver_config=dict(
        resampler_n_latents=3,
        resampler_depth=2,
        resampler_n_heads=2,
        resampler_head_dim=6,
        qk_layer_norms_perceiver=True,
    ),
    use_resampler=True,
    additional_vocab_size=3,
    num_hidden_layers=4,
    cross_layer_interval=2,
    qk_layer_norms=True,
    alpha_type="vector",
    alpha_initializer="normal",
    alphas_initializer_range=0.3,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters=dict(rope_type="default", rope_theta=100.0),
)
SMALL, LARGE = dict(shape=(3, 16, 16)), dict(shape=(1, 16, 16), vocabulary=70)


def among(
    *texts: list[int],
    shape: tuple[int, ...],
    vocabulary: int = 67,
    side: str = "right",
    labels: bool = False,
    made: str = "pixel_values",
):
    """Texts, each a list of numbers of tokens before, between and after images; tokens attend to
    the last image before them. `made`: what the model gets of images."""

    def make(rng: np.random.Generator) -> Inputs:
        lengths = [sum(text) for text in texts]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.where(mask == 1, token_ids(rng, vocabulary, *mask.shape), 1)
        most = max(len(text) for text in texts) - 1
        images = np.zeros((*mask.shape, max(most, 1)), np.int64)
        for row, text in enumerate(texts):
            tokens = np.flatnonzero(mask[row])
            for index in range(len(text) - 1):
                start, end = sum(text[: index + 1]), sum(text[: index + 2])
                images[row, tokens[start:end], index] = 1
        found: Inputs = {
            "input_ids": ids,
            "attention_mask": mask,
            made: rng.standard_normal((len(texts), max(most, 1), *shape)).astype(np.float32),
            "image_attention_mask": images,
        }
        return found | ({"labels": np.where(mask == 1, ids, -100)} if labels else {})

    return make


TWO = ([2, 3, 2], [0, 4])
MODEL = "ForVisionText2Text"

ARCH = Arch(
    "idefics",
    "Idefics",
    "idefics",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", among(*TWO, **SMALL)),
        Row("Model", "other", among(*TWO, **LARGE, side="left")),
        Row(
            "Model",
            "other",
            among(*TWO, shape=(1, 24, 40)),
            "resized",
            requests=dict(interpolate_pos_encoding=True, output_hidden_states=True),
        ),
        Row("Model", "default", among(*TWO, shape=(5, 20), made="image_encoder_embeddings"), "e"),
        Row("Model", "other", among(*TWO, shape=(2, 20), made="perceiver_embeddings"), "p"),
        Row(MODEL, "default", among(*TWO, **SMALL, labels=True)),
        Row(MODEL, "other", among(*TWO, **LARGE)),
    ],
    must_see=[
        "model.vision_model.embeddings.class_embedding",
        "model.vision_model.pre_layrnorm.bias",
        "model.perceiver_resampler.latents",
        "model.perceiver_resampler.blocks.1.0.q_layer_norm.bias",
        "model.perceiver_resampler.blocks.1.1.c_proj.weight",
        "model.gated_cross_attn_layers.1.cross_attn.k_layer_norm.weight",
        "model.gated_cross_attn_layers.1.alpha_dense",
        "model.embed_tokens.additional_embedding.weight",
    ],
    must_see_options=[
        {"rms_norm_eps": 1e-6},
        {"hidden_act": "silu"},
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"layer_norm_eps": 1e-6}},
    ],
    must_see_lines={"Model-other-resized": [("wide) + 0.1)", "wide))")]},
    refuses=[
        {"cross_layer_interval": 3},
        {"alpha_type": "matrix"},
        {"alpha_initializer": "xavier"},
        ({"vision_config": TOWER | dict(num_attention_heads=3)}, "num_attention_heads"),
    ],
    padded="attention_mask",
    trained=f"{MODEL}-default",
)
