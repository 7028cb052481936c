"""Does the prior understand words it was never taught? Sixty prompts, and which category each lands next to.

The prompts use no word of any training caption and no other form of such a word ("drummer" is a form of "drum");
`broken` checks that against `caption_words.txt` (all words of the captions, tags and categories of the corpus behind
the shipped weights), the category names and rooms that training mixes in, and any further captions given.

Nearness is the cosine in the prior's own learnt text space: the output of its text encoder, which is all the denoiser
ever hears of a prompt. A category is the mean over the names training calls it by (`ALIASES`), so that no corpus is
needed; what the fifteen have in common is taken off, since it would make all cosines alike. The baseline does the same
with plain word vectors, before any learning: what the encoder adds is the difference. Chance is 0.2 within three.

Top-3 in this space says that the right words lie together, not that the samples sound right.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from bridge.evaluate.tagger import CATEGORIES, ranks
from bridge.files import write_atomic
from bridge.priors.edm.corpus import Clip, read_corpus
from bridge.priors.edm.data import ALIASES, ROOMS
from bridge.priors.edm.prior import EmbeddedPrior
from bridge.priors.edm.text import parse, stems

CAPTION_WORDS = Path(__file__).with_name("caption_words.txt")

PROMPTS: dict[str, tuple[str, ...]] = {
    "kick": ("nightclub heartbeat", "disco pounding", "pounding in the gut", "festival heartbeat"),
    "snare": ("infantry cadet", "infantry parade", "regiment on the march", "a soldier on parade"),
    "hihat": ("brisk eighths", "brisk sixteenth", "whispering sixteenth", "eighths in a whisper"),
    "tom": ("tribal ritual", "tribal ceremony", "ceremonial dance", "jungle dance"),
    "cymbal": ("gleaming platter", "explosive finale", "triumphant finale", "platter at the climax"),
    "percussion": ("rio carnival", "havana salsa", "cuban carnival", "dried beans in pods"),
    "bell_mallet": ("monastery tower", "monastery tolling", "fairy lullaby", "school tower tolling"),
    "plucked_string": ("nashville bluegrass", "spanish fingertips", "bluegrass fingertips", "spanish romance"),
    "bowed_wind": ("symphony violinist", "philharmonic concerto", "symphonic soloist", "beethoven quartet"),
    "keys": ("chopin sonata", "gospel chapel hymn", "beethoven recital", "ivories in a parlor"),
    "bass": ("motown groove", "reggae groove", "motown bassist", "groove foundation"),
    "synth_note": ("modular voltage", "eighties futuristic pulse", "neon eighties", "futuristic laboratory"),
    "electronic_sfx": ("arcade nintendo console", "smartphone notification", "cyber transmission", "atari console"),
    "metal": ("blacksmith forge", "plumbing in a foundry", "cutlery and a spoon", "champagne toast with a vase"),
    "impact": ("dumped lumber", "boulder collision", "heavyweight collision", "coffin collapse"),
}
"""Four prompts for each category the tagger judges, chosen for their words and not for their scores."""


def forms(words: Iterable[str]) -> frozenset[str]:
    """The words and everything they may be a form of."""
    return frozenset(f for w in words for f in (w, *stems(w)))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(w for text in texts for w in parse(text).words)


def texts_of(clips: Iterable[Clip]) -> list[str]:
    """All that training may have read about these clips."""
    return [f"{c.caption} {' '.join(c.tags)} {c.category.replace('_', ' ')}" for c in clips]


@lru_cache(maxsize=1)
def taught_words() -> frozenset[str]:
    """Words the shipped weights were taught: the corpus's captions, and the names and rooms training adds."""
    return frozenset(CAPTION_WORDS.read_text(encoding="utf-8").split()) | words_of(
        [*ROOMS, *(name for names in ALIASES.values() for name in names)]
    )


def write_caption_words(corpora: Iterable[Path], path: Path = CAPTION_WORDS) -> Path:
    """List the words of these corpora's captions, tags and categories: to be done anew whenever weights that were
    trained on other captions are shipped. Raises BadRequest (no such corpus), CannotWrite."""
    words = sorted(frozenset().union(*(words_of(texts_of(read_corpus(folder))) for folder in corpora)))
    lines = textwrap.wrap(" ".join(words), 118, break_long_words=False, break_on_hyphens=False)
    return write_atomic(path, "\n".join(lines) + "\n")


def broken(prompts: Iterable[str], more_texts: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Prompts that break the rule -> their taught words. `more_texts`: further captions that count as taught."""
    taught = forms(taught_words() | words_of(more_texts))
    found = {p: tuple(w for w in parse(p).words if forms([w]) & taught) for p in prompts}
    return {p: words for p, words in found.items() if words}


@dataclass(frozen=True)
class Retrieval:
    """rank: prompt -> place of its category among the 15 (1 is best), for the prompts that count."""

    rank: dict[str, int]

    def top(self, k: int) -> float:
        """Share of prompts whose category is among the nearest `k`; not a number if no prompt counts."""
        return sum(r <= k for r in self.rank.values()) / len(self.rank) if self.rank else float("nan")


def retrieve(place: Callable[[Sequence[str]], Tensor], left_out: Iterable[str] = ()) -> Retrieval:
    """place: texts -> where they lie [n, D]. Prompts in `left_out` do not count."""
    gone = set(left_out)
    asked = [(k, p) for k, prompts in enumerate(PROMPTS.values()) for p in prompts if p not in gone]
    if not asked:
        return Retrieval({})
    names = [[a for member in CATEGORIES[c] for a in ALIASES[member]] for c in PROMPTS]
    centres = torch.stack([place(group).mean(0) for group in names])
    common = centres.mean(0)
    unit = torch.nn.functional.normalize
    cosine = unit(place([p for _, p in asked]) - common, dim=1) @ unit(centres - common, dim=1).T
    found = ranks(cosine, [k for k, _ in asked]).tolist()
    return Retrieval({p: int(r) for (_, p), r in zip(asked, found, strict=True)})


@torch.no_grad()
def encoded(prior: EmbeddedPrior, texts: Sequence[str]) -> Tensor:
    """The prior's text space, [n, cond]."""
    return prior.model.embed(prior.embed(texts)).cpu()


@torch.no_grad()
def sketched(prior: EmbeddedPrior, texts: Sequence[str]) -> Tensor:
    """The sketch the prior draws from the words alone, [n, 2 · bands · frames] of its coarse grid."""
    return prior.model.network.draw(prior.model.embed(prior.embed(texts))).flatten(1).cpu()


@torch.no_grad()
def listened(prior: EmbeddedPrior, texts: Sequence[str]) -> Tensor:
    """The listener's text space, [n, size]: where fits are judged, but no sound is imagined."""
    return prior.listener.text(prior.embed(texts)).cpu()


def worded(prior: EmbeddedPrior, texts: Sequence[str]) -> Tensor:
    """Mean of the words' static vectors, [n, D]: the baseline."""
    condition = prior.embed(texts)
    mask = condition.mask[..., None].float()
    return ((condition.words * mask).sum(1) / mask.sum(1).clamp_min(1)).cpu()
