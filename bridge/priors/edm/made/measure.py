"""What can be heard in a sound, in numbers: how long, how bright, how quick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bridge.priors.edm.made.sound import SAMPLE_RATE

FRAME = 0.005


@dataclass(frozen=True)
class Heard:
    """length: s until 30 dB below the loudest moment for good.  attack: s to within 3 dB of it.  centroid: Hz.

    cut: the sound was still within 15 dB of the loudest moment when the clip was cut off.
    """

    length: float
    attack: float
    centroid: float
    cut: bool


def listen(audio: np.ndarray) -> Heard:
    """[T] at 44.1 kHz -> measures of its 5 ms RMS envelope and of its power spectrum."""
    hop = int(FRAME * SAMPLE_RATE)
    frames = np.pad(audio, (0, -len(audio) % hop)).reshape(-1, hop).astype(np.float64)
    envelope = np.sqrt((frames**2).mean(axis=1))
    loudest = float(envelope.max())
    audible = np.flatnonzero(envelope > loudest * 10 ** (-30 / 20))
    power = np.abs(np.fft.rfft(audio)) ** 2
    centroid = float((power * np.fft.rfftfreq(len(audio), 1 / SAMPLE_RATE)).sum() / max(float(power.sum()), 1e-12))
    return Heard(
        length=float(audible[-1] + 1) * FRAME,
        attack=float(np.argmax(envelope > loudest * 10 ** (-3 / 20))) * FRAME,
        centroid=centroid,
        cut=bool(len(envelope) > 120 and envelope[-6] > loudest * 10 ** (-15 / 20)),
    )


def timbre(audio: np.ndarray, dark: float = 450.0, bright: float = 3500.0) -> tuple[tuple[str, ...], ...]:
    """True facts, each in several wordings, about a finished clip.

    dark, bright: the centroid in Hz below or above which the word is used. What counts as dark is another thing for a
    cymbal than for a bass, so the two borders are the caller's.
    """
    heard = listen(audio)
    facts: list[tuple[str, ...]] = []
    if heard.centroid < dark:
        facts.append(("dark", "dull", "muffled") if heard.centroid < 0.6 * dark else ("dark", "mellow"))
    elif heard.centroid > bright:
        facts.append(("bright", "crisp", "sharp") if heard.centroid > 1.5 * bright else ("bright",))
    if heard.cut or heard.length > 1.0:
        facts.append(("long", "sustained") if heard.cut else ("long",))
    elif heard.length < 0.35:
        facts.append(("very short", "short", "tight") if heard.length < 0.12 else ("short",))
    if heard.attack > 0.15:
        facts.append(("slow attack", "swelling"))
    return tuple(facts)
