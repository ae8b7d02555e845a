from parity.arch import Arch, Row
from parity.architectures.sam import floats
from parity.images import images, masked_patches

TINY = dict(
    image_size=[48, 32],
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=4,
    num_attention_heads=4,
    decoder_hidden_size=6,
    intermediate_hidden_state_indices=[1, 3],
    merge_index=1,
    mlp_dim=20,
    pretrain_image_size=24,
)
OTHER = TINY | dict(
    beta=0.3,
    hidden_act="relu",
    image_size=[32, 24],
    intermediate_hidden_state_indices=[2, 3],
    layer_norm_eps=1e-3,
    merge_index=2,
    mlp_dim=None,
    num_attention_heads=2,
    pretrain_image_size=32,
    qkv_bias=False,
)


def painted(count: int, height: int, width: int, *labels: str, **others):
    """An image, an example of it and the example's mask."""
    shape = (count, 3, height, width)
    names = ("prompt_pixel_values", "prompt_masks", *labels)
    return images(*shape, **{name: floats(*shape) for name in names}, **others)


MASKED = dict(bool_masked_pos=masked_patches(2, 24, masked=7))
ENSEMBLE = dict(output_hidden_states=True, output_attentions=True, feature_ensemble=True)

ARCH = Arch(
    "seggpt",
    "SegGpt",
    "seggpt",
    rows=[
        Row("Model", TINY, painted(2, 24, 32, **MASKED), "masked"),
        Row("Model", OTHER, painted(3, 16, 24), "other", requests=dict(embedding_type="semantic")),
        Row("ForImageSegmentation", TINY, painted(1, 24, 32), "one"),
        Row("ForImageSegmentation", OTHER, painted(3, 16, 24), "prompts", requests=ENSEMBLE),
        Row("ForImageSegmentation", TINY, painted(2, 24, 32, "labels"), "half"),
        Row("ForImageSegmentation", OTHER, painted(2, 16, 24, "labels"), "loss of half"),
        Row("ForImageSegmentation", TINY, painted(2, 24, 32, "labels", **MASKED), "loss"),
    ],
    must_see=[
        "model.embeddings.type_token_instance",
        "model.embeddings.segment_token_prompt",
        "model.embeddings.mask_token",
        "model.encoder.layers.3.attention.rel_pos_h",
        "decoder.decoder_pred.layernorm.bias",
    ],
    must_see_options=[{"beta": 0.5}, {"merge_index": 0}, {"hidden_act": "silu"}],
    refuses=[
        {"num_attention_heads": 3},
        {"image_size": [48, 32, 3]},
        {"image_size": 4},
        {"patch_size": 30},
        {"intermediate_hidden_state_indices": [1, 4]},
        {"intermediate_hidden_state_indices": [1, 1]},
        {"merge_index": 2},
        {"merge_index": -1},
    ],
)
