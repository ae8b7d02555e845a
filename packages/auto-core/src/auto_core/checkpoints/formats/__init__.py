"""One module per file format: each turns a path into named `StoredTensor`s, all checked."""
