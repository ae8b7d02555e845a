"""Kinds of folders that are no checkpoint of ours, recognised by their files."""

from __future__ import annotations

from auto_core.checkpoints.hub import Snapshot


def advice(snapshot: Snapshot) -> str:
    """What the files are and what to do, as a sentence with a blank before it; or nothing."""
    files = snapshot.files()
    if "adapter_config.json" in files:
        base = (snapshot.json("adapter_config.json") or {}).get("base_model_name_or_path")
        return f" It is an adapter for {base!r}, which a model is loaded from as from the model."
    if "modules.json" in files:
        folders = sorted(f.rpartition("/")[0] for f in files if f.endswith("/config.json"))
        inner = next((f for f in folders if "Transformer" in f), "0_Transformer")
        return (
            " It is a repository of sentence-transformers: load it with "
            "AutoModelForSentenceEmbedding, or its transformer alone, which is in a folder of it, "
            f"with subfolder={inner!r}."
        )
    gguf = next((file for file in files if file.endswith(".gguf")), None)
    if gguf is not None:
        return f" It holds GGUF files: pass gguf_file={gguf!r}."
    return ""
