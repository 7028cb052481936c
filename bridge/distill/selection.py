"""Which random presets deserve a place in a bank: of `POOL` draws those that somebody might ask for.

A draw is chosen if it is, of all of them, what fits one of the captions best, or second best, and so on (`DEEP`) until
the bank is full; the captions are those that the prior was trained on. The first `PLAIN` draws stay whatever they sound
like, for sounds that nobody has words for; the next ones fill what is left. Hearing the whole pool and asking every
caption takes half an hour of a core a voice, so that is done once (`sds-bridge prior bank`) and the numbers of the
chosen draws are shipped (`chosen.safetensors`): a bank of a few thousand holds the best of many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import Tensor

from bridge.distill.bank import SIZE, make_bank
from bridge.distill.chosen import chosen_of, key_of
from bridge.distill.draws import draw_presets
from bridge.files import write_atomic
from bridge.priors.base import Prior
from bridge.synths.base import load_synth
from bridge.voices.catalog import Voice

POOL = 65_536
PLAIN = 1_024
DEEP = 4
"""choices of all captions together, as a multiple of the bank's size: many captions like the same"""
Tell = Callable[[str, int, int], None]
"""what is being done, how much of it, of how much"""


def choose_draws(voices: Sequence[Voice], prior: Prior, captions: Sequence[str], out: Path, tell: Tell,
                 pool: int = POOL, size: int = SIZE) -> Path:  # fmt: skip
    """Write `out`: by voice, the numbers of the chosen draws [size], ascending; those of other voices stay in it. The
    prior must listen. Raises CannotWrite, and BadWeights if `out` holds something else.
    """
    chosen = dict(chosen_of(out)) if out.is_file() else {}
    for voice in voices:
        natural = torch.from_numpy(draw_presets(voice, pool, 0)).float()
        bank = make_bank(prior, load_synth(voice), natural, prior.seconds, partial(tell, f"{voice.name}: presets"))
        assert bank.impressions is not None
        asked = partial(tell, f"{voice.name}: captions")
        rows = favourites(prior, bank.impressions, captions, size, min(PLAIN, size // 4), asked)
        chosen[key_of(voice)] = rows.numpy().astype(np.int32)
    path = write_atomic(out, save(chosen))
    chosen_of.cache_clear()
    return path


@torch.no_grad()
def favourites(prior: Prior, impressions: Tensor, captions: Sequence[str], size: int, plain: int,
               tell: Callable[[int, int], None]) -> Tensor:  # fmt: skip
    """Rows [size] of `impressions`, ascending: the first `plain`, and what the captions would choose in turn."""
    places, heard, liked = -(-DEEP * size // len(captions)), impressions.to(prior.device), []
    for caption in captions:
        liked.append(prior.agreement(heard, caption, "").topk(min(places, len(heard))).indices.cpu())
        tell(len(liked), len(captions))
    in_turn = torch.stack(liked, 1).flatten().tolist()  # every caption's first choice, then every one's second, …
    kept = dict.fromkeys([*range(plain), *in_turn, *range(len(heard))])
    return torch.tensor(sorted(list(kept)[:size]))
