"""Which random presets deserve a place in a bank: of `POOL` draws those that somebody might ask for.

A draw is chosen if it is, of all of them, what fits one of the captions best, or second best, and so on until the bank
is full; the captions are those that the prior was trained on. The first `PLAIN` draws stay whatever they sound like,
for sounds that nobody has words for. Hearing the whole pool and asking every caption takes half an hour of a core a
voice, so that is done once (`sds-bridge prior bank`) and the numbers of the chosen draws are shipped
(`chosen.safetensors`): a bank of a few thousand holds the best of many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import Tensor

from bridge.distill.bank import SIZE, render_levelled
from bridge.distill.draws import draw_presets
from bridge.files import write_atomic
from bridge.priors.base import Prior
from bridge.synths.base import load_synth
from bridge.voices.catalog import Voice

POOL = 65_536
PLAIN = 1_024
_CHUNK = 32
Tell = Callable[[str, int, int], None]
"""what is being done, how much of it, of how much"""


def choose_draws(voices: Sequence[Voice], prior: Prior, captions: Sequence[str], out: Path, tell: Tell,
                 pool: int = POOL, size: int = SIZE) -> Path:  # fmt: skip
    """Write `out`: by voice, the numbers of the chosen draws [size], ascending. The prior must listen.

    Raises CannotWrite.
    """
    chosen = {}
    for voice in voices:
        heard = _impressions(voice, prior, pool, tell)
        asked = partial(tell, f"{voice.name}: captions")
        chosen[voice.name] = favourites(prior, heard, captions, size, min(PLAIN, size // 4), asked)
    return write_atomic(out, save({name: rows.numpy().astype(np.int32) for name, rows in chosen.items()}))


@torch.no_grad()
def _impressions(voice: Voice, prior: Prior, pool: int, tell: Tell) -> Tensor:
    """What the prior makes of the first draws, [pool, ...], float16."""
    synth, parts = load_synth(voice), []
    for first in range(0, pool, _CHUNK):
        natural = torch.from_numpy(draw_presets(voice, range(first, min(first + _CHUNK, pool)), 0)).float()
        audio, _ = render_levelled(synth, natural.to(prior.device), prior.seconds)
        parts.append(prior.impression(prior.analyse(audio.nan_to_num())).half().cpu())
        tell(f"{voice.name}: presets", first + len(natural), pool)
    return torch.cat(parts)


@torch.no_grad()
def favourites(prior: Prior, impressions: Tensor, captions: Sequence[str], size: int, plain: int,
               tell: Callable[[int, int], None]) -> Tensor:  # fmt: skip
    """Rows [size] of `impressions`, ascending: the first `plain`, and what the captions would choose in turn."""
    places, heard, liked = -(-4 * size // len(captions)), impressions.float().to(prior.device), []
    for caption in captions:
        liked.append(prior.agreement(heard, caption, "").topk(min(places, len(heard))).indices.cpu())
        tell(len(liked), len(captions))
    in_turn = torch.stack(liked, 1).flatten().tolist()  # every caption's first choice, then every one's second, …
    kept = dict.fromkeys([*range(plain), *in_turn, *range(len(heard))])
    return torch.tensor(sorted(list(kept)[:size]))
