from parity.arch import Arch, Row
from parity.architectures.d_fine import BACKBONE as HGNET
from parity.architectures.pp_doclayout_v3 import without_losses
from parity.architectures.rt_detr import OTHER as SIZES
from parity.architectures.rt_detr import TINY as RT_DETR
from parity.images import images

ORDER = dict(
    hidden_size=12,
    intermediate_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=16,
    max_2d_position_embeddings=1001,
    coordinate_size=3,
    shape_size=2,
    num_classes=5,
    relation_bias_embed_dim=4,
    global_pointer_head_size=4,
)
OTHER_ORDER = ORDER | dict(
    vocab_size=7,
    start_token_id=4,
    pad_token_id=2,
    end_token_id=5,
    pred_token_id=6,
    has_spatial_attention_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    type_vocab_size=2,
)
OWN = dict(backbone_config=HGNET, encoder_in_channels=[10, 12, 14])
TINY = (
    without_losses(RT_DETR)
    | OWN
    | dict(
        reading_order_config=ORDER | dict(relation_bias_scale=10, relation_bias_theta=100),
        class_thresholds=[0.5, 0.6, 0.6072],
        class_order=[3, 0, 4],
    )
)
OTHER = (
    without_losses(SIZES)
    | OWN
    | dict(
        reading_order_config=OTHER_ORDER,
        class_thresholds=[0.6, 0.5, 0.9, 0.8],
        class_order=[1, 0, 2, 4],
    )
)

ARCH = Arch(
    "pp_doclayout_v2",
    "PPDocLayoutV2",
    "rt_detr",
    rows=[
        Row("Model", OTHER, images(1, 3, 96, 64), "other"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64), "other"),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 96), "tiny"),
    ],
    must_see=[
        "reading_order.embeddings.spatial_proj.bias",
        "reading_order.embeddings.position_embeddings.weight",
        "reading_order.label_features_projection.weight",
        "reading_order.encoder.rel_bias_module.pos_proj.weight",
        "reading_order.encoder.layer.1.output.norm.bias",
        "reading_order.relative_head.dense.bias",
    ],
    must_see_options=[{"class_thresholds": [0.9, 0.9, 0.9]}, {"class_order": [0, 1, 2]}],
    refuses=[
        {"class_thresholds": [0.5]},
        {"class_order": [0, 1, 5]},
        {"num_queries": 13},
    ],
)
