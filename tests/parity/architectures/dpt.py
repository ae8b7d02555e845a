from parity.arch import Arch, Row
from parity.images import TINY_VIT, images, pixel_classes

TINY = TINY_VIT | dict(
    num_hidden_layers=4,
    backbone_out_indices=[0, 1, 2, 3],
    neck_hidden_sizes=[6, 8, 10, 12],
    fusion_hidden_size=8,
)
OTHER = TINY | dict(
    backbone_out_indices=[1, 3],
    head_in_index=-2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    neck_hidden_sizes=[6, 8],
    num_attention_heads=2,
    num_labels=5,
    pooler_act="relu",
    qkv_bias=False,
    readout_type="add",
    reassemble_factors=[2, 0.5, 1],  # the last is of no state
    semantic_loss_ignore_index=3,
    use_auxiliary_head=False,
    use_batch_norm_in_fusion_residual=True,
)
IGNORING = TINY | dict(readout_type="ignore", use_bias_in_fusion_residual=False, num_labels=3)
DINO = dict(
    model_type="dinov2",
    image_size=24,
    patch_size=8,
    hidden_size=12,
    num_hidden_layers=3,
    num_attention_heads=2,
    out_indices=[0, 1, 2, 3],
    reshape_hidden_states=False,
    apply_layernorm=False,
)
ON_DINO = TINY | dict(backbone_config=DINO, use_bias_in_fusion_residual=False, patch_size=8)
BEIT = TINY_VIT | dict(
    model_type="beit",
    num_hidden_layers=4,
    out_features=["stage1", "stage2", "stage3", "stage4"],
    reshape_hidden_states=False,
    use_relative_position_bias=True,
)
ON_BEIT = TINY | dict(backbone_config=BEIT, patch_size=8)
BIT = dict(
    depths=[1, 1, 2],
    embedding_dynamic_padding=True,
    embedding_size=8,
    global_padding="same",
    hidden_sizes=[8, 16, 24, 32],  # of a fourth stage, which is left out
    layer_type="bottleneck",
    num_groups=2,
    out_features=["stage1", "stage2", "stage3"],
)
HYBRID = TINY | dict(
    backbone_config=BIT,
    backbone_featmap_shape=[1, 24, 2, 2],
    image_size=32,
    is_hybrid=True,
    neck_hidden_sizes=[8, 16, 10, 12],
    num_labels=3,
    patch_size=16,
)

ARCH = Arch(
    "dpt",
    "DPT",
    "dpt",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24), "default"),
        Row("Model", OTHER, images(2, 3, 33, 40), "larger"),
        Row("ForDepthEstimation", TINY, images(2, 3, 24, 24), "default"),
        Row("ForDepthEstimation", OTHER, images(2, 3, 32, 32), "other", requests={}),
        Row("ForDepthEstimation", ON_DINO, images(2, 3, 24, 33), "on-dinov2"),
        Row("ForDepthEstimation", ON_BEIT, images(2, 3, 24, 32), "on-beit"),
        Row(
            "ForSemanticSegmentation",
            IGNORING,
            images(2, 3, 24, 24, labels=pixel_classes(3, 2, 24, 24)),
            "ignoring",
        ),
        Row("ForSemanticSegmentation", OTHER, images(2, 3, 24, 24), "other", requests={}),
        Row("ForDepthEstimation", HYBRID, images(1, 3, 32, 32), "hybrid"),
    ],
    must_see={
        "ForDepthEstimation-default": [
            "dpt.embeddings.position_embeddings",
            "neck.reassemble_stage.readout_projects.2.0.bias",
            "neck.fusion_stage.layers.3.residual_layer1.convolution2.bias",
            "head.head.2.bias",
        ]
    },
    must_see_options={"ForDepthEstimation-default": [{"hidden_act": "gelu_new"}]},
)
