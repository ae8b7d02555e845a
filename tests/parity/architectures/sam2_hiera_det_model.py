from parity.arch import Arch, Row
from parity.architectures.sam2 import HIERA, OTHER_HIERA, untyped
from parity.images import images

TINY, OTHER = untyped(HIERA), untyped(OTHER_HIERA)

ARCH = Arch(
    "sam2_hiera_det_model",
    "Sam2HieraDet",
    "sam2",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "wide"),
        Row("Model", OTHER, images(1, 3, 64, 32), "other"),
    ],
    must_see=["pos_embed_window", "blocks.2.proj.bias"],
    must_see_options=[{"global_attention_blocks": [1]}],
    refuses=[
        {"hidden_size": 12},
        {"query_stride": [2, 1]},
        {"window_size_per_stage": [3, 6, 3]},
        {"embed_dim_per_stage": [8, 8, 24]},
        {"num_query_pool_stages": 3},
        ({"blocks_per_stage": [1, 2]}, "one for each of 2 stages"),
        {"num_attention_heads_per_stage": [1, 3, 4]},
        {"global_attention_blocks": [2]},
    ],
)
