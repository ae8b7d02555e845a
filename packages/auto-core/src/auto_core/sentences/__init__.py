"""Embeddings of sentences: repositories of sentence-transformers, and texts in batches."""
