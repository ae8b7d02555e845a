from parity.arch import Arch, Row
from parity.architectures.d_fine import BACKBONE
from parity.architectures.d_fine import OTHER as SIZES
from parity.architectures.d_fine import TINY as D_FINE
from parity.detection import objects
from parity.images import images

VIT = dict(
    model_type="dinov3_vit",
    hidden_size=12,
    intermediate_size=16,
    num_hidden_layers=3,
    num_attention_heads=1,
    patch_size=16,
    num_register_tokens=1,
    out_indices=[1, 2, 3],
    apply_layernorm=True,
)
TINY = D_FINE | dict(weight_loss_mal=1.5)
OTHER = SIZES | dict(
    encoder_has_trailing_conv=False,
    mal_alpha=0.3,
    share_bbox_head=True,
    use_dense_one_to_one=False,
    use_gateway=False,
)
WITH_VIT = TINY | dict(backbone_config=VIT, spatial_tuning_adapter_inplanes=2, d_model=32)
LITE = TINY | dict(
    backbone_config=BACKBONE | dict(out_indices=[3]),
    encoder_type="lite",
    encoder_in_channels=[12],
    decoder_in_channels=[16, 16],
    num_feature_levels=2,
)
LITE_OF_TWO = LITE | dict(
    backbone_config=BACKBONE | dict(out_indices=[3, 4]), encoder_in_channels=[12, 14]
)

ARCH = Arch(
    "deimv2",
    "Deimv2",
    "deimv2",
    rows=[
        Row("Model", WITH_VIT, images(2, 3, 64, 96), "vit"),
        Row("Model", LITE_OF_TWO, images(1, 3, 96, 64), "lite-two"),
        Row("ForObjectDetection", LITE, images(2, 3, 64, 96, labels=objects(3, 2, 1)), "lite"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64, labels=objects(4, 2, 3)), "other"),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "labels"),
    ],
    must_see=[
        "model.decoder.layers.0.mlp.gate_proj.bias",
        "model.decoder.query_pos_head.layers.2.bias",
        "model.encoder.fpn_blocks.0.csp_rep2.conv2.norm.bias",
        "model.decoder.layers.1.gateway.norm.weight",
        "model.conv_encoder.encoder_input_proj.1.norm.bias",
    ],
    must_see_options=[{"weight_loss_mal": 0.5}, {"matcher_class_cost": 90.0}],
    refuses=[
        {"encoder_type": "other"},
        {"encoder_fuse_op": "cat"},
        {"spatial_tuning_adapter_inplanes": 0},
        {"decoder_ffn_dim": 1},
        {
            "encoder_in_channels": [8, 8],
            "decoder_in_channels": [8, 8],
            "encode_proj_layers": [1],
            "backbone_config": {"model_type": "dinov3_vit", "out_indices": [1, 2, 3]},
        },
    ],
)
