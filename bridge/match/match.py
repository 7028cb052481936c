"""From a sound to a preset: the sound itself is the goal that `bridge.distill.approach` is sent to.

Nothing is denoised here. The prior lends its ear alone: its analysis is the space of comparison, and the bank's.

That ear hears a semitone at best. So if the sound has a clear pitch, what the search found is transposed as a whole
until it has the same pitch by `bridge.evaluate.pitch`, descends once more, and is tuned again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from bridge.distill.approach import Approach, Descent, Ear, Effort, Progress
from bridge.distill.bank import BANKED, PEAK, Bank
from bridge.distill.latent import LatentSpace
from bridge.distill.score import Compare, features
from bridge.errors import BadRequest
from bridge.evaluate.pitch import cents, pitch_of
from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth

EFFORT = Effort(islands=1, population=48)
"""As many renders as a `normal` fit spends on approaching six goals, all for the one"""
SILENT = 1e-4
IN_TUNE = 20.0
"""cents"""
OUT_OF_TUNE = 0.3
"""distance that being in tune is worth: a third of the way to silence"""


@dataclass(frozen=True)
class Match:
    """natural [P], and its distance to the sound: 0 is the same, 1 as far from it as silence."""

    natural: Tensor
    distance: float


def match(
    prior: Prior, synth: Synth, sound: Tensor, bank: Bank, effort: Effort = EFFORT, seed: int = 0,
    locks: Mapping[str, float] | None = None, compare: Compare = "loudness",
) -> Iterator[Progress | Match]:  # fmt: skip
    """Yield each step of the search, and last the Match. The search ends where the caller stops listening.

    sound: [channel, T] or [T] at 44.1 kHz, from its onset on; what follows the prior's length is not heard.
    locks: parameters that keep these natural values, by name.
    Raises BadRequest (the sound is empty, silent or not finite), UnknownParameter (of a lock).
    """
    fixed = dict(locks or {})
    space = LatentSpace(synth.space, fixed)
    heard, gain = _levelled(sound, prior.seconds, keep="level" in fixed)
    ear = Ear(prior, synth, heard.shape[-1] / SAMPLE_RATE, compare)
    goals = features(prior, heard, compare)
    near = goals[0] if compare == BANKED else features(prior, heard, BANKED)[0]
    search = Approach(ear, space, effort, torch.Generator().manual_seed(seed)).run(bank, goals, near)
    try:
        while True:
            found = next(search)
            natural = None if found.natural is None else _louder(synth, found.natural, -gain)
            yield replace(found, natural=natural)
    except StopIteration as end:
        latent, wanted = end.value
    aim = pitch_of(heard[0].numpy())
    if aim is not None:
        tuned = _tuned(ear, space, latent, aim)
        descent = Descent(ear, space, tuned, 0.0)
        for k in range(effort.descend_steps // 2):
            descent.step(wanted, 0.5 * effort.lr * (1 - k / (effort.descend_steps // 2)))
        latent = torch.cat([latent, tuned, _tuned(ear, space, descent.latent.detach(), aim)])
        wanted = [torch.cat([w, w, w]) for w in wanted]
    with torch.no_grad():
        candidates = space.to_natural(latent)
        distances = ear.distance(ear.hear(candidates), wanted).nan_to_num(float("inf"))
    in_tune = torch.tensor([aim is not None and _off(ear, c, aim) <= IN_TUNE for c in candidates])
    # a wrong note is no match, if a right one is; but neither is another sound on the right note
    best = int((distances + OUT_OF_TUNE * (in_tune.any() & ~in_tune)).argmin())
    yield Match(_louder(synth, candidates[best], -gain), float(distances[best]))


def _tuned(ear: Ear, space: LatentSpace, latent: Tensor, hz: float) -> Tensor:
    """Each of [B, P] transposed until it has that pitch; one without a clear pitch, or out of range, stays near."""
    for _ in range(2):
        pitches = [_pitch(ear, natural) for natural in space.to_natural(latent)]
        semitones = [0.0 if p is None else cents(hz, p) / 100 for p in pitches]
        latent = space.moved(latent, torch.tensor(semitones, dtype=latent.dtype), torch.zeros(len(latent)).to(latent))
    return latent


@torch.no_grad()
def _pitch(ear: Ear, natural: Tensor) -> float | None:
    """Hz of the voice playing [P], if clear."""
    return pitch_of(ear.synth.render(natural[None].float(), SAMPLE_RATE, ear.seconds)[0].nan_to_num().numpy())


def _off(ear: Ear, natural: Tensor, hz: float) -> float:
    """Cents between [P] and a pitch; infinite without a clear one."""
    pitch = _pitch(ear, natural)
    return float("inf") if pitch is None else abs(cents(pitch, hz))


def _levelled(sound: Tensor, seconds: float, keep: bool) -> tuple[Tensor, float]:
    """The sound as [1, 2, T] at −1 dBFS, where the bank's sounds peak (or as loud as it is), and the gain in dB."""
    audio = sound.detach().float()
    if audio.ndim not in (1, 2) or audio.shape[-1] == 0:
        raise BadRequest(f"a match needs sound as [T] or [channel, T], not {[*audio.shape]}")
    if not audio.isfinite().all():
        raise BadRequest("the sound holds values that are not finite; write it again")
    stereo = audio.expand(2, -1) if audio.ndim == 1 else audio
    stereo = stereo if len(stereo) == 2 else stereo.mean(0, keepdim=True).expand(2, -1)
    stereo = stereo[:, : round(seconds * SAMPLE_RATE)]
    peak = float(stereo.abs().max())
    if peak < SILENT:
        raise BadRequest("the sound is silent; choose another one")
    gain = 1.0 if keep else PEAK / peak
    return stereo[None] * gain, float(20 * torch.log10(torch.tensor(gain)))


def _louder(synth: Synth, natural: Tensor, decibels: float) -> Tensor:
    """natural [P] with its `level` so many dB higher, within its range."""
    if decibels == 0:
        return natural
    column, parameter = synth.space.index("level"), synth.space.param("level")
    moved = natural.detach().clone()
    moved[column] = (moved[column] + decibels).clamp(parameter.low, parameter.high)
    return moved
