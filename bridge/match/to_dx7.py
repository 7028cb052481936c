"""Any sound, a preset of another voice for one, as a DX7 patch: matched in real numbers, then in whole ones.

A free FM preset has what no DX7 has (a full matrix, a pitch sweep), so its numbers are not translated: its sound is
matched. What that loses is part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from bridge.distill.approach import Ear, Effort, Progress
from bridge.distill.bank import Bank
from bridge.distill.quantise import Search, quantise
from bridge.distill.score import features
from bridge.evaluate.pitch import cents, pitch_of
from bridge.evaluate.spectral import log_spectral_distance
from bridge.match.match import EFFORT, Match, match
from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth


@dataclass(frozen=True)
class Conversion:
    """natural [P]: whole numbers. Distances to the sound (0: the same, 1: as far as silence) of the real numbers, of
    the same rounded, and of `natural`. lsd: of `natural`, dB. cents: its pitch less the sound's, if both have one."""

    natural: Tensor
    real_distance: float
    rounded_distance: float
    distance: float
    lsd: float
    cents: float | None


def to_dx7(
    prior: Prior, synth: Synth, sound: Tensor, bank: Bank, effort: Effort = EFFORT, search: Search | None = None,
    seed: int = 0, tell: Callable[[Progress], None] | None = None,
) -> Conversion:  # fmt: skip
    """sound: [2, T] at 44.1 kHz, from its onset on. synth, bank: of the voice dx7. tell: is told each step.

    Raises BadRequest (the sound is empty, silent or not finite), and what `tell` raises.
    """
    found: Match | None = None
    for record in match(prior, synth, sound, bank, effort, seed):
        if isinstance(record, Match):
            found = record
        elif tell is not None:
            tell(record)
    assert found is not None
    heard = sound[None, :, : round(prior.seconds * SAMPLE_RATE)].float()
    ear = Ear(prior, synth, heard.shape[-1] / SAMPLE_RATE, "loudness")
    with torch.no_grad():
        goals = features(prior, heard, "loudness")
        real = float(ear.distance(ear.hear(found.natural[None]), goals)[0])
        whole = quantise(ear, found.natural, torch.Generator().manual_seed(seed), search=search, goals=goals)
        natural = whole.nearest[0]
        mine = ear.play(natural[None])
    pitches = [pitch_of(x[0].numpy()) for x in (heard, mine)]
    return Conversion(
        natural=natural,
        real_distance=real,
        rounded_distance=whole.rounded_distance,
        distance=float(whole.distances[0]),
        lsd=float(log_spectral_distance(mine, heard)[0]),
        cents=None if pitches[0] is None or pitches[1] is None else cents(pitches[1], pitches[0]),
    )
