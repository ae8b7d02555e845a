"""A vector for each sentence, and how near they are (TFAutoModelForSentenceEmbedding)."""

import sys

from auto_tf import TFAutoModelForSentenceEmbedding

name = sys.argv[1] if len(sys.argv) > 1 else "sentence-transformers/all-MiniLM-L6-v2"
model = TFAutoModelForSentenceEmbedding.from_pretrained(name)
sentences = ["A man is eating food.", "Somebody has a meal.", "Stocks fell sharply on Monday."]
embeddings = model.encode(sentences)
for sentence, likeness in zip(
    sentences, model.similarity(embeddings[:1], embeddings)[0], strict=True
):
    print(f"{likeness:5.2f}  {sentence}")
