"""GGUF, the files of llama.cpp: config, tokenizer and quantised weights in one."""
