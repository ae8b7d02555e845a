"""A torch model is a plain torch.nn.Module: it compiles, exports, pickles, trains."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from torch._dynamo.testing import CompileCounter

from auto_core import BertConfig, CLIPConfig, LlamaConfig, MambaConfig, ResNetConfig, T5Config
from auto_core.errors import InputError
from auto_torch import (
    AutoModel,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertModel,
    CLIPModel,
    LlamaForCausalLM,
    MambaForCausalLM,
    ResNetModel,
    T5Model,
)
from auto_torch.ops import products

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    initializer_range=0.2,
)
IDS = torch.randint(3, 67, (2, 7), generator=torch.Generator().manual_seed(0))
SEEN = torch.tensor([[1] * 7, [1] * 4 + [0] * 3])


@pytest.fixture
def model() -> BertModel:
    torch.manual_seed(0)
    return BertModel(BertConfig(**TINY)).eval()


def hidden(model: torch.nn.Module, **inputs: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(**({"input_ids": IDS, "attention_mask": SEEN} | inputs)).last_hidden_state


def test_layers_are_torchs_own(model: BertModel) -> None:
    kinds = {type(m).__mro__[1] for m in model.modules() if not list(m.children())}
    assert {torch.nn.Linear, torch.nn.Embedding, torch.nn.LayerNorm} <= kinds | {torch.nn.Dropout}
    assert isinstance(model.encoder.layer[0].attention.self.query, torch.nn.Linear)


@pytest.mark.parametrize("head", ["BertModel", "BertForMaskedLM", "BertForPreTraining"])
def test_state_dict_has_the_checkpoints_names(head: str) -> None:
    import auto_torch

    ours = getattr(auto_torch, head)(BertConfig(**TINY)).state_dict()
    theirs = getattr(transformers, head)(transformers.BertConfig(**TINY)).state_dict()
    assert {name: value.shape for name, value in ours.items()} == {
        name: value.shape for name, value in theirs.items()
    }


def test_load_state_dict_takes_upstreams() -> None:
    theirs = transformers.BertModel(transformers.BertConfig(**TINY)).eval()
    ours = BertModel(BertConfig(**TINY)).eval()
    ours.load_state_dict(theirs.state_dict())
    assert torch.equal(hidden(ours), hidden(theirs))


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies(model: BertModel, copied) -> None:
    twin = copied(model)
    assert torch.equal(hidden(twin), hidden(model))
    with torch.no_grad():
        twin.embeddings.word_embeddings.weight.zero_()
    assert not torch.equal(hidden(twin), hidden(model))


def test_ties_survive_copies() -> None:
    twin = copy.deepcopy(BertForMaskedLM(BertConfig(**TINY)))
    assert twin.cls.predictions.decoder.weight is twin.bert.embeddings.word_embeddings.weight


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize("causal", [False, True])
def test_traces_for_any_size(causal: bool) -> None:
    model = BertModel(BertConfig(**TINY, is_decoder=causal, use_cache=False, return_dict=False))
    model.eval()
    with torch.no_grad():
        traced = torch.jit.trace(model, (IDS,), check_trace=False)
        ids = torch.randint(3, 67, (3, 11))
        for found, expected in zip(traced(ids), model(ids), strict=True):
            assert torch.allclose(found, expected, atol=1e-6)


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_traces_as_it_is() -> None:
    model = BertForMaskedLM(BertConfig(**TINY, is_decoder=True)).eval()
    with torch.no_grad():
        traced = torch.jit.trace(model, (IDS,), check_trace=False)
        ids = torch.randint(3, 67, (3, 11))
        (logits,) = traced(ids)
        assert torch.allclose(logits, model(ids).logits, atol=1e-6)


def test_classes_do_not_share_torchs_limit_of_compilations() -> None:
    torch.compiler.reset()
    with torch._dynamo.config.patch(recompile_limit=1):
        for cls in (BertModel, BertForMaskedLM, BertForSequenceClassification):
            compiled = torch.compile(cls(BertConfig(**TINY)), fullgraph=True, backend="eager")
            compiled(IDS)


def test_compiles_without_a_break(model: BertModel) -> None:
    torch._dynamo.reset()
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager", dynamic=True)
    for batch, tokens in [(2, 7), (3, 5), (4, 9)]:
        ids = torch.randint(3, 67, (batch, tokens))
        with torch.no_grad():
            found = compiled(ids, attention_mask=torch.ones_like(ids))
            # aot_eager takes operations apart, attention and layer norm too: other sums.
            assert torch.allclose(found[0], model(ids)[0], atol=1e-5)


@pytest.mark.parametrize("dynamic", [None, True])
def test_causal_models_compile_without_a_mask(dynamic: bool | None) -> None:
    """At one length, at a second, where torch leaves it open, and for a single token."""
    torch._dynamo.reset()
    model = LlamaForCausalLM(LlamaConfig(**TINY)).eval()
    compiled = torch.compile(model, fullgraph=True, backend="eager", dynamic=dynamic)
    with torch.no_grad():
        for tokens in (7, 5, 9, 1):
            ids = torch.randint(3, 67, (2, tokens))
            found = compiled(ids, use_cache=False).logits
            assert torch.allclose(found, model(ids, use_cache=False).logits, atol=1e-5)


@pytest.mark.filterwarnings("ignore:.*legacy TorchScript-based ONNX:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_the_older_exporter_of_onnx_passes_everything_by_position(
    model: BertModel, tmp_path: Path
) -> None:
    given = (IDS, torch.ones_like(IDS))
    options = dict(dynamo=False, input_names=["input_ids", "attention_mask"])
    try:
        torch.onnx.export(model.eval(), given, str(tmp_path / "x.onnx"), **options)
    except torch.onnx.OnnxExporterError as error:  # which only writes the file
        assert "onnx is not installed" in str(error)
    else:
        assert (tmp_path / "x.onnx").stat().st_size > 1000
    by_position = (*given, *[None] * 6, None, False, False)
    assert torch.equal(model(*by_position)[0], model(*given)[0])
    with pytest.raises(InputError, match="takes 8 positional inputs"):
        model(*given, *[None] * 6, None, True)


def test_graphs_keep_nothing_of_how_products_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without gradients, where oneDNN multiplies outside of graphs, sizes stay open too."""
    monkeypatch.setattr(products, "_ONE_DNN", True)
    model = BertModel(BertConfig(**TINY)).eval()
    batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens", max=33)
    with torch.no_grad():
        exported = torch.export.export(
            model, (), {"input_ids": IDS}, dynamic_shapes={"input_ids": {0: batch, 1: tokens}}
        )
        assert sorted(str(r.upper) for r in exported.range_constraints.values()) == ["33", "int_oo"]
        torch._dynamo.reset()
        graphs = CompileCounter()
        compiled = torch.compile(model, fullgraph=True, backend=graphs, dynamic=True)
        for sizes in [(2, 7), (2, 9), (3, 5), (700, 33), (5, 1), (1, 9)]:
            compiled(torch.full(sizes, 5))
    assert graphs.frame_count == 3  # of many, of one token, of one text


def test_exports_with_open_sizes(model: BertModel) -> None:
    batch, tokens = (
        torch.export.Dim("batch", min=1, max=8),
        torch.export.Dim("tokens", min=2, max=30),
    )
    exported = torch.export.export(
        model,
        (),
        {"input_ids": IDS, "attention_mask": SEEN},
        dynamic_shapes={name: {0: batch, 1: tokens} for name in ("input_ids", "attention_mask")},
    )
    ids = torch.randint(3, 67, (3, 11))
    found = exported.module()(input_ids=ids, attention_mask=torch.ones_like(ids))
    assert torch.allclose(found.last_hidden_state, model(ids).last_hidden_state, atol=1e-6)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_dtypes(model: BertModel, dtype: torch.dtype) -> None:
    exact = hidden(model)
    found = hidden(model.to(dtype))
    assert model.dtype == dtype and found.dtype == dtype
    # bfloat16 has eight bits: each step errs by 2**-9 of a value of up to 4, some twenty times.
    assert torch.allclose(found.float(), exact, atol=0.1)


def test_takes_numpy_and_lists(model: BertModel) -> None:
    assert torch.equal(model(IDS.numpy(), SEEN.numpy())[0], model(IDS, SEEN)[0])
    assert torch.equal(model(IDS.tolist())[0], model(IDS)[0])


def test_return_dict_and_requests(model: BertModel) -> None:
    output = model(IDS, output_hidden_states=True, output_attentions=True)
    assert len(output.hidden_states) == 3 and output.attentions[1].shape == (2, 4, 7, 7)
    assert list(output) == ["last_hidden_state", "pooler_output", "hidden_states", "attentions"]
    whole = model(IDS, return_dict=False)
    assert isinstance(whole, tuple)
    # Asked for attentions, the model multiplies step by step instead of in the fused kernel.
    assert torch.allclose(whole[0], output["last_hidden_state"], atol=1e-5)
    model.config.return_dict = False
    assert isinstance(model(IDS), tuple)


def test_unknown_input_is_refused(model: BertModel) -> None:
    with pytest.raises(TypeError, match="'atention_mask'.*Did you mean 'attention_mask'"):
        model(IDS, atention_mask=SEEN)


def batch() -> dict[str, torch.Tensor]:
    return {"input_ids": IDS, "attention_mask": SEEN, "labels": torch.tensor([0, 1])}


def test_training_lowers_the_loss() -> None:
    torch.manual_seed(0)
    model = BertForSequenceClassification(BertConfig(**TINY)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(12):
        loss = model(**batch()).loss
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert losses[-1] < 0.5 * losses[0]


def test_dropout_follows_mode_and_seed(model: BertModel) -> None:
    assert torch.equal(hidden(model), hidden(model))
    model.train()
    torch.manual_seed(1)
    first = hidden(model)
    assert not torch.equal(first, hidden(model))
    torch.manual_seed(1)
    assert torch.equal(first, hidden(model))


@pytest.mark.parametrize("reentrant", [False, True])
def test_gradient_checkpointing_changes_no_gradient(reentrant: bool) -> None:
    config = BertConfig(**TINY, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    model = BertForSequenceClassification(config).train()
    model(**batch()).loss.backward()
    plain = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    model.gradient_checkpointing_enable({"use_reentrant": reentrant})
    assert model.is_gradient_checkpointing
    calls = []
    model.bert.encoder.layer[0].intermediate.register_forward_hook(lambda *_: calls.append(1))
    model(**batch()).loss.backward()
    assert len(calls) == 2  # computed again in the backward pass
    model.gradient_checkpointing_enable(every_n_layers=2)
    assert [layer.gradient_checkpointing for layer in model.bert.encoder.layer] == [True, False]
    for name, parameter in model.named_parameters():
        assert torch.allclose(parameter.grad, plain[name], atol=1e-6), name


def test_transformers_own_trainer(tmp_path: Path) -> None:
    model = BertForSequenceClassification(BertConfig(**TINY))
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    samples = [{"input_ids": ids, "labels": torch.tensor(i % 2)} for i, ids in enumerate(IDS)]
    arguments = transformers.TrainingArguments(
        str(tmp_path), max_steps=2, use_cpu=True, report_to=[], gradient_checkpointing=True
    )
    trainer = transformers.Trainer(model, arguments, train_dataset=samples, eval_dataset=samples)
    trainer.train()
    assert not any(torch.equal(p, before[name]) for name, p in model.named_parameters())
    assert trainer.evaluate()["eval_loss"] > 0


def test_gradients_flow_from_frozen_embeddings(model: BertModel) -> None:
    model.requires_grad_(False)
    model.enable_input_require_grads()
    assert model(IDS).last_hidden_state.requires_grad
    model.disable_input_require_grads()
    assert not model(IDS).last_hidden_state.requires_grad


def test_gradients_flow_from_a_frozen_layer_of_patches() -> None:
    """In the image encoder's checkpointed layers, an adapter is trained all the same."""
    sizes = dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2)
    vision = sizes | dict(image_size=4, patch_size=2)
    text = sizes | dict(vocab_size=9, max_position_embeddings=4)
    model = CLIPModel(CLIPConfig(vision_config=vision, text_config=text, projection_dim=4))
    model.gradient_checkpointing_enable({"use_reentrant": True})
    model.enable_input_require_grads()
    model.train().requires_grad_(False)
    trained = model.vision_model.encoder.layers[0].mlp.fc1.weight.requires_grad_(True)
    model.get_image_features(torch.ones(1, 3, 4, 4)).pooler_output.sum().backward()
    assert trained.grad is not None and trained.grad.any()


def test_a_model_without_input_embeddings_says_so(caplog: pytest.LogCaptureFixture) -> None:
    config = ResNetConfig(embedding_size=4, hidden_sizes=[4], depths=[1], layer_type="basic")
    model = ResNetModel(config)
    model.enable_input_require_grads()
    assert "ResNetModel has no layer of input embeddings" in caplog.text
    model.disable_input_require_grads()


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda: BertForMaskedLM(BertConfig(**TINY)), "input_ids"),
        (lambda: T5Model(T5Config(vocab_size=9, d_model=8, num_layers=1)), "decoder_input_ids"),
    ],
    ids=["one side", "two sides"],
)
def test_inputs_prepared_for_generation_keep_extras(made: Any, name: str) -> None:
    prepared = made().prepare_inputs_for_generation(IDS, output_attentions=True, anything=3)
    assert prepared == {name: IDS, "output_attentions": True, "anything": 3}


def test_seed_governs_the_first_weights() -> None:
    def build() -> torch.Tensor:
        torch.manual_seed(5)
        return BertModel(BertConfig(**TINY)).embeddings.word_embeddings.weight

    first = build()
    assert torch.equal(first, build())
    assert torch.equal(first[0], torch.zeros(24))  # the padding token's row
    assert 0.17 < first[1:].std() < 0.23
    assert not torch.equal(first, BertModel(BertConfig(**TINY)).embeddings.word_embeddings.weight)


def test_saved_files_are_upstreams(tmp_path: Path) -> None:
    model = BertForMaskedLM(BertConfig(**TINY)).eval()
    model.save_pretrained(tmp_path)
    theirs, info = transformers.BertForMaskedLM.from_pretrained(tmp_path, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"]
    with torch.no_grad():
        assert torch.equal(theirs(IDS).logits, model(IDS).logits)


def test_a_mapped_file_is_not_changed_by_training(tmp_path: Path) -> None:
    BertModel(BertConfig(**TINY)).save_pretrained(tmp_path)
    before = (tmp_path / "model.safetensors").read_bytes()
    model = AutoModel.from_pretrained(tmp_path)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1.0)
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_resized_embeddings_stay_tied() -> None:
    model = BertForMaskedLM(BertConfig(**TINY))
    table = torch.nn.Embedding(80, 24)
    model.set_input_embeddings(table)
    assert model.get_input_embeddings() is table
    assert model.cls.predictions.decoder.weight is table.weight


@pytest.mark.parametrize("only_trainable", [True, False])
def test_num_parameters(only_trainable: bool) -> None:
    model = BertForMaskedLM(BertConfig(**TINY))
    theirs = transformers.BertForMaskedLM(transformers.BertConfig(**TINY))
    assert model.num_parameters(only_trainable) == theirs.num_parameters(only_trainable)


def test_padding_starts_as_zeros_in_tied_tables() -> None:
    model = BertForMaskedLM.from_config(BertConfig(**TINY, pad_token_id=3))
    table = model.cls.predictions.decoder.weight
    assert table is model.get_input_embeddings().weight
    assert not table[3].any()
    assert table.any(1).sum() == len(table) - 1


def test_models_are_built_in_threads(tmp_path: Path) -> None:
    """No process-wide default is touched: dtypes and devices of other threads stay theirs."""
    BertModel(BertConfig(**TINY)).save_pretrained(tmp_path)
    wrong: list[object] = []

    def work(dtype: torch.dtype) -> None:
        for _ in range(10):
            model = AutoModel.from_pretrained(tmp_path, dtype=dtype)
            if model.dtype != dtype or torch.get_default_dtype() != torch.float32:
                wrong.append((model.dtype, torch.get_default_dtype()))
            if torch.zeros(1).device.type != "cpu":
                wrong.append("device")

    threads = [
        threading.Thread(target=work, args=(dtype,))
        for dtype in (torch.float32, torch.float16, torch.bfloat16, torch.float64)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_import_loads_no_architecture_and_no_other_framework() -> None:
    code = (
        "import sys, auto_torch; from auto_torch import AutoModel, PreTrainedModel;"
        "foreign = {'tensorflow', 'keras', 'jax', 'flax', 'transformers'} & set(sys.modules);"
        "assert not foreign, foreign;"
        "folders = ('auto_torch.models.', 'auto_core.models.');"
        "loaded = [m for m in sys.modules if m.startswith(folders) and '._' not in m];"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# torch has no batching rule for its fused CPU kernel yet, and says so.
@pytest.mark.filterwarnings("ignore:There is a performance drop")
def test_outputs_survive_vmap(model: BertModel) -> None:
    ids = torch.randint(3, 67, (3, 2, 5))
    stacked = torch.func.vmap(lambda one: model(one).pooler_output)(ids)
    looped = torch.stack([model(one).pooler_output for one in ids])
    # Batched products add up in another order.
    assert np.allclose(stacked.detach(), looped.detach(), atol=1e-5)


def test_fresh_weights_are_memory_of_their_own() -> None:
    # An optimizer writes into them: one value that is seen many times cannot be changed in place.
    config = MambaConfig(vocab_size=30, hidden_size=16, num_hidden_layers=1, state_size=4)
    model = MambaForCausalLM.from_config(config)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    ids = torch.tensor([[1, 2, 3]])
    model(ids, labels=ids).loss.backward()
    before = model.backbone.layers[0].mixer.A_log.detach().clone()
    optimizer.step()
    assert not torch.equal(before, model.backbone.layers[0].mixer.A_log)
