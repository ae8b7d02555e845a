"""Each format against the library that writes it: same names, dtypes, shapes and numbers."""

from __future__ import annotations

import json
from collections import OrderedDict
from pathlib import Path

import flax.serialization
import h5py
import ml_dtypes
import numpy as np
import pytest
import safetensors.torch
import torch
from core.checkpoints.files import safetensors_bytes, sharded, values

from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.tensors import DTYPES, StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import CorruptFileError, InputError, WeightsNotFoundError

TORCH_DTYPES = [name for name in DTYPES if hasattr(torch, name)]


def load(directory: Path, **options: object) -> Weights:
    return Weights.open(Snapshot.open(directory), **options)


def as_torch(tensor: StoredTensor) -> torch.Tensor:
    """As the torch adapter takes it: a view of the mapping."""
    dtype = getattr(torch, tensor.dtype)
    if not tensor.size:
        return torch.empty(tensor.shape, dtype=dtype)
    return torch.frombuffer(tensor.buffer, dtype=dtype).as_strided(tensor.shape, tensor.strides)


def of_dtype(dtype: torch.dtype) -> torch.Tensor:
    return torch.tensor([[0, 1, 2], [1, 0, 3]]).to(dtype)


def assert_same(tensor: StoredTensor, expected: torch.Tensor) -> None:
    expected = expected.detach()
    assert (tensor.shape, tensor.dtype) == (tuple(expected.shape), str(expected.dtype)[6:])
    ours = as_torch(tensor)
    assert ours.dtype == expected.dtype
    wide = torch.complex128 if expected.is_complex() else torch.float64
    assert torch.equal(ours.to(wide), expected.to(wide))
    numbers = tensor.numpy().astype(str(wide)[6:])
    np.testing.assert_array_equal(numbers, expected.to(wide).numpy())
    assert tensor.numpy().size == 0 or not tensor.numpy().flags.writeable


# --- safetensors ------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [d for d in TORCH_DTYPES if d != "complex128"])
def test_safetensors(tmp_path: Path, dtype: str) -> None:
    tensors = {
        "a.b": of_dtype(getattr(torch, dtype)),
        "scalar": of_dtype(getattr(torch, dtype))[0, 1],
    }
    tensors |= {"empty": torch.zeros(0, 3)}
    safetensors.torch.save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    weights = load(tmp_path)
    assert (weights.format, weights.metadata) == ("safetensors", {"format": "pt"})
    assert weights.files == [tmp_path / "model.safetensors"]
    assert weights.keys() == tensors.keys()
    for name, expected in tensors.items():
        assert_same(weights[name], expected)


def test_tensors_are_views_that_outlive_the_weights_and_write_to_no_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(safetensors_bytes(a=values(0, 4, 5)))
    before = path.read_bytes()
    with load(tmp_path) as weights:
        tensor = as_torch(weights["a"])
        again = weights["a"].numpy()
    assert not weights
    tensor += 1  # private pages
    np.testing.assert_array_equal(again, values(0, 4, 5) + 1)  # one memory, not two
    assert path.read_bytes() == before


@pytest.mark.parametrize("layout", ["tf", "flax"])
def test_safetensors_that_another_framework_laid_out(tmp_path: Path, layout: str) -> None:
    kernel = values(0, 2, 3)
    name = {"tf": "bert/layer_._0/dense/kernel:0", "flax": "bert.layer.0.dense.kernel"}[layout]
    safetensors.torch.save_file(
        {name: torch.from_numpy(kernel)}, tmp_path / "model.safetensors", {"format": layout}
    )
    np.testing.assert_array_equal(load(tmp_path)["bert.layer.0.dense.weight"].numpy(), kernel.T)


def test_shards(tmp_path: Path) -> None:
    files, tensors = sharded({"a": values(1, 2), "b": values(2, 3)}, {"c": values(3, 4)})
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    weights = load(tmp_path)
    assert [file.name for file in weights.files] == sorted(n for n in files if "index" not in n)
    assert weights.keys() == tensors.keys()
    for name, expected in tensors.items():
        np.testing.assert_array_equal(weights[name].numpy(), expected)


@pytest.mark.parametrize(
    ("weight_map", "words"),
    [
        ({"a": "model-1.safetensors", "z": "model-1.safetensors"}, "holds 'z', but it does not"),
        ({}, "names no shard"),
        (None, "no weight_map"),
        ({"a": 3}, "no weight_map"),
    ],
)
def test_an_index_that_is_wrong(tmp_path: Path, weight_map: object, words: str) -> None:
    (tmp_path / "model-1.safetensors").write_bytes(safetensors_bytes(a=values(0, 2)))
    index = json.dumps({"weight_map": weight_map})
    (tmp_path / "model.safetensors.index.json").write_text(index)
    with pytest.raises(CorruptFileError, match=words):
        load(tmp_path)


# --- PyTorch ----------------------------------------------------------------------------------

ZIP = pytest.mark.parametrize("new_format", [True, False], ids=["zip", "stream"])


@ZIP
@pytest.mark.parametrize("dtype", TORCH_DTYPES)
def test_pytorch_dtypes(tmp_path: Path, dtype: str, new_format: bool) -> None:
    tensors = {"a": of_dtype(getattr(torch, dtype)), "b": of_dtype(getattr(torch, dtype))[0, 1]}
    if not new_format and dtype.startswith(("float8", "uint16", "uint32", "uint64")):
        tensors = {"a": torch.ones(2)}  # the old stream has no storage for them; torch refuses
    path = tmp_path / "pytorch_model.bin"
    torch.save(tensors, path, _use_new_zipfile_serialization=new_format)
    weights = load(tmp_path)
    assert weights.format == "bin"
    for name, expected in tensors.items():
        assert_same(weights[name], expected)


@ZIP
def test_pytorch_views_ties_and_parameters(tmp_path: Path, new_format: bool) -> None:
    base = torch.arange(24.0).reshape(4, 6)
    parameter = torch.nn.Parameter(base + 1)
    parameter.note = "attributes are state, which is not kept"
    tensors = OrderedDict(
        {
            "base": base,
            "tied": base,
            "transposed": base.T,
            "slice": base[1:, 2:5],
            "expanded": torch.ones(1, 3).expand(4, 3),
            "parameter": torch.nn.Parameter(base),
            "with_attribute": parameter,
            "empty": torch.zeros(0, 2),
        }
    )
    tensors._metadata = OrderedDict({"": {"version": 1}})
    path = tmp_path / "pytorch_model.bin"
    torch.save(tensors, path, _use_new_zipfile_serialization=new_format)
    weights = load(tmp_path)
    assert list(weights) == list(tensors)
    for name, expected in tensors.items():
        assert_same(weights[name], expected)
    tied, other = weights["tied"].numpy(), weights["base"].numpy()
    assert np.shares_memory(tied, other)


def test_pytorch_shards(tmp_path: Path) -> None:
    for number, name in enumerate(("a", "b"), 1):
        torch.save({name: torch.full((2,), number)}, tmp_path / f"pytorch_model-{number}.bin")
    shards = {"a": "pytorch_model-1.bin", "b": "pytorch_model-2.bin"}
    index = tmp_path / "pytorch_model.bin.index.json"
    index.write_text(json.dumps({"weight_map": shards, "metadata": {"total_size": 32}}))
    weights = load(tmp_path)
    assert weights["b"].numpy().tolist() == [2, 2]
    assert weights.metadata["total_size"] == 32


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"state_dict": {"a": torch.ones(1)}}, r"Save its \['state_dict'\]"),
        ([torch.ones(1)], "holds a list"),
        ({"epoch": 3}, "'epoch' is a int"),
        ({1: torch.ones(1)}, "no state dict"),
    ],
)
def test_a_pickle_of_something_else(tmp_path: Path, content: object, words: str) -> None:
    torch.save(content, tmp_path / "pytorch_model.bin")
    with pytest.raises(CorruptFileError, match=words):
        load(tmp_path)


# --- TensorFlow -------------------------------------------------------------------------------

# Variable in the file -> name in the checkpoint, and the axes of the checkpoint's tensor.
VARIABLES = [
    ("bert/layer_._0/self/query/kernel:0", "bert.layer.0.self.query.weight", (1, 0)),
    ("bert/embeddings/LayerNorm/gamma:0", "bert.embeddings.LayerNorm.weight", (0,)),
    ("bert/embeddings/LayerNorm/beta:0", "bert.embeddings.LayerNorm.bias", (0,)),
    ("bert/position_embeddings/embeddings:0", "bert.position_embeddings.weight", (0, 1)),
    ("bert/embeddings/word_embeddings/weight:0", "bert.embeddings.word_embeddings.weight", (0, 1)),
    ("mlm___cls/predictions/dense/kernel:0", "cls.predictions.dense.weight", (1, 0)),
    ("resnet/embedder/convolution/kernel:0", "resnet.embedder.convolution.weight", (3, 2, 0, 1)),
    ("wav2vec2/conv_layers_._2/conv/kernel:0", "wav2vec2.conv_layers.2.conv.weight", (2, 1, 0)),
    ("resnet/normalization/moving_mean:0", "resnet.normalization.running_mean", (0,)),
    ("resnet/normalization/moving_variance:0", "resnet.normalization.running_var", (0,)),
    ("convbert/key_conv/depthwise_kernel:0", "convbert.key_conv.depthwise.weight", (2, 1, 0)),
    ("convbert/key_conv/pointwise_kernel:0", "convbert.key_conv.pointwise.weight", (2, 1, 0)),
    ("transformer/h_._0/attn/c_attn/weight:0", "transformer.h.0.attn.c_attn.weight", (0, 1)),
    ("transfo/crit/out_projs_._0:0", "transfo.crit.out_projs.0", (1, 0)),
]  # fmt: skip


@pytest.mark.parametrize("where", ["layers", "shard", "compressed"])
@pytest.mark.parametrize(("variable", "name", "axes"), VARIABLES)
def test_tensorflow_names_and_layouts(
    tmp_path: Path, variable: str, name: str, axes: tuple[int, ...], where: str
) -> None:
    value = values(0, *range(2, 2 + len(axes)))
    compression = "gzip" if where == "compressed" else None
    with h5py.File(tmp_path / "tf_model.h5", "w") as file:
        path = variable
        if where != "shard":  # Keras: a group per layer, and variables by their full names
            file.create_group("bert").attrs["weight_names"] = [b"some_model/" + variable.encode()]
            path = f"bert/some_model/{variable}"
        file.create_dataset(path, data=value, compression=compression)
    weights = load(tmp_path)
    assert list(weights) == [name]
    assert weights.format == "h5"
    np.testing.assert_array_equal(weights[name].numpy(), value.transpose(axes))
    np.testing.assert_array_equal(as_torch(weights[name]).numpy(), value.transpose(axes))


def test_tensorflow_special_names(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "tf_model.h5", "w") as file:
        group = file.create_group("final_logits_bias")
        group.attrs["weight_names"] = [b"final_logits_bias:0"]
        group["final_logits_bias:0"] = values(1, 1, 4)
        group = file.create_group("model")
        group.attrs["weight_names"] = [b"model.shared/model.shared/embeddings:0"]
        group["model.shared/model.shared/embeddings:0"] = values(2, 4, 2)
        file.create_group("dropout").attrs["weight_names"] = np.zeros(0)
        group["m/half:0"] = values(3, 4).astype(">f2")  # big-endian: not in place
        group["m/empty:0"] = np.zeros((0, 2), np.float32)
    weights = load(tmp_path)
    shapes = {name: tensor.shape for name, tensor in weights.items()}
    assert shapes == {
        "final_logits_bias": (1, 4),
        "model.shared.weight": (4, 2),
        "half": (4,),
        "empty": (0, 2),
    }
    np.testing.assert_array_equal(weights["half"].numpy(), values(3, 4).astype("f2"))


def test_tensorflow_shards(tmp_path: Path) -> None:
    shards = {}
    for number, leaf in enumerate(("kernel", "bias"), 1):
        name = f"tf_model-{number:05d}-of-00002.h5"
        with h5py.File(tmp_path / name, "w") as file:
            file[f"bert/dense/{leaf}:0"] = values(number, 2, 3)
        shards[f"tf_bert_model/bert/dense/{leaf}:0"] = name
    (tmp_path / "tf_model.h5.index.json").write_text(json.dumps({"weight_map": shards}))
    weights = load(tmp_path)
    np.testing.assert_array_equal(weights["bert.dense.weight"].numpy(), values(1, 2, 3).T)
    assert weights["bert.dense.bias"].shape == (2, 3)


# --- Flax -------------------------------------------------------------------------------------

TREE = {
    "bert": {
        "layer": {"0": {"kernel": values(1, 2, 3), "bias": values(2, 3)}},
        "conv": {"kernel": values(3, 2, 3, 4, 5)},
        "norm": {"scale": values(4, 3).astype(ml_dtypes.bfloat16)},
        "embeddings": {"embedding": values(5, 7, 3)},
        "weight": values(6, 3),
        "scalar": np.float32(2.5),
    }
}
FROM_TREE = {
    "bert.layer.0.weight": values(1, 2, 3).T,
    "bert.layer.0.bias": values(2, 3),
    "bert.conv.weight": values(3, 2, 3, 4, 5).transpose(3, 2, 0, 1),
    "bert.norm.weight": values(4, 3).astype(ml_dtypes.bfloat16),
    "bert.embeddings.weight": values(5, 7, 3),
    "bert.weight": values(6, 3),
    "bert.scalar": np.float32(2.5),
}


@pytest.mark.parametrize("chunk", [2**30, 16], ids=["whole", "chunked"])
@pytest.mark.parametrize("collections", [False, True])
def test_flax(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, collections: bool
) -> None:
    monkeypatch.setattr(flax.serialization, "MAX_CHUNK_SIZE", chunk)
    statistics = {"bn": {"mean": values(7, 4), "var": values(8, 4)}}
    tree = {"params": TREE, "batch_stats": statistics} if collections else TREE
    (tmp_path / "flax_model.msgpack").write_bytes(flax.serialization.to_bytes(tree))
    weights = load(tmp_path)
    expected = dict(FROM_TREE)
    if collections:
        expected |= {"bn.running_mean": values(7, 4), "bn.running_var": values(8, 4)}
    assert weights.keys() == expected.keys()
    assert weights.format == "msgpack"
    for name, value in expected.items():
        assert weights[name].dtype == str(value.dtype)
        np.testing.assert_array_equal(weights[name].numpy(), value)


def test_flax_shards(tmp_path: Path) -> None:
    trees = {"1": {"bert/a/kernel": values(1, 2, 3)}, "2": {"bert/b/scale": values(2, 3)}}
    shards = {}
    for number, tree in trees.items():
        name = f"flax_model-0000{number}-of-00002.msgpack"
        (tmp_path / name).write_bytes(flax.serialization.to_bytes(tree))
        shards |= dict.fromkeys(tree, name)
    index = json.dumps({"weight_map": shards})
    (tmp_path / "flax_model.msgpack.index.json").write_text(index)
    weights = load(tmp_path)
    np.testing.assert_array_equal(weights["bert.a.weight"].numpy(), values(1, 2, 3).T)
    np.testing.assert_array_equal(weights["bert.b.weight"].numpy(), values(2, 3))


# --- which format -----------------------------------------------------------------------------


@pytest.fixture
def every_format(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(safetensors_bytes(a=values(0, 2)))
    (tmp_path / "model.fp16.safetensors").write_bytes(safetensors_bytes(v=values(0, 2)))
    torch.save({"a": torch.ones(2)}, tmp_path / "pytorch_model.bin")
    torch.save({"v": torch.ones(2)}, tmp_path / "pytorch_model.fp16.bin")
    (tmp_path / "flax_model.msgpack").write_bytes(flax.serialization.to_bytes({"a": values(0, 2)}))
    with h5py.File(tmp_path / "tf_model.h5", "w") as file:
        file["a"] = values(0, 2)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "model.safetensors"),
        ({"use_safetensors": True}, "model.safetensors"),
        ({"use_safetensors": False}, "pytorch_model.bin"),
        ({"from_tf": True}, "tf_model.h5"),
        ({"from_flax": True}, "flax_model.msgpack"),
        ({"from_pt": True}, "pytorch_model.bin"),
        ({"from_pt": True, "use_safetensors": True}, "model.safetensors"),
        ({"variant": "fp16"}, "model.fp16.safetensors"),
        ({"variant": "fp16", "use_safetensors": False}, "pytorch_model.fp16.bin"),
    ],
)
def test_options_choose_the_format(every_format: Path, options: dict, expected: str) -> None:
    assert [file.name for file in load(every_format, **options).files] == [expected]


@pytest.mark.parametrize(
    "gone",
    [
        ["model.safetensors"],
        ["model.safetensors", "pytorch_model.bin"],
        ["model.safetensors", "pytorch_model.bin", "tf_model.h5"],
    ],
)
def test_the_order_of_preference(every_format: Path, gone: list[str]) -> None:
    for name in gone:
        (every_format / name).unlink()
    order = ["model.safetensors", "pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"]
    assert load(every_format).files[0].name == order[len(gone)]


@pytest.mark.parametrize(
    "options",
    [{"from_tf": True, "from_flax": True}, {"from_tf": True, "use_safetensors": True}],
)
def test_options_that_exclude_each_other(every_format: Path, options: dict) -> None:
    with pytest.raises(InputError, match="exclude each other"):
        load(every_format, **options)


def test_no_weights_lists_what_was_tried_and_found(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(WeightsNotFoundError, match=r"Tried: model.safetensors.*Found: config.json"):
        load(tmp_path)
