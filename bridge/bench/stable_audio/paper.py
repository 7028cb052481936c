"""The FM and impact rows of the Audio-SDS paper again: CLAP of a random preset, and after the paper's own loop.

The gains published are known second-hand only; so are most settings (`bridge.distill.paper.SOURCES`).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from bridge.distill.draws import draw_presets
from bridge.distill.paper import PaperSettings, paper_fit, paper_record
from bridge.distill.settings import Winner, Wishes
from bridge.files import write_atomic
from bridge.presets import json_codec
from bridge.presets.preset import Preset, name_from
from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE, Step
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

SECONDS = 1.5
TABLE = (
    ("fm", "kick drum, bass, reverb", 0.13),
    ("impact", "kick drum, bass, reverb", 0.10),
    ("fm", "hitting pot with wooden spoon", 0.01),
    ("impact", "hitting pot with wooden spoon", 0.18),
)
"""voice, prompt, published gain of CLAP over the initialisation (second-hand)"""
Score = Callable[[Tensor, int, str], float]


def tables(name: str, clap: Path | None, out: Path | None, tell: Callable[[str], None], quick: bool = False,
           prior: Prior | None = None) -> tuple[dict[str, float], list[dict[str, Any]]]:  # fmt: skip
    """(figures, rows). Without a checkpoint the sounds are made and not scored. prior: one that is loaded already."""
    score = None
    if clap is not None:
        from bridge.bench.stable_audio.clap import Clap

        score = Clap(clap).score
    if prior is None:
        from bridge.priors.stable_audio.loading import load_stable_audio, torch_device

        prior = load_stable_audio(name, torch_device("auto"), SECONDS)
    settings = PaperSettings(iterations=2, batch=2) if quick else PaperSettings()
    command = f"sds-bridge bench stable-audio --part paper{f' --prior {shlex.quote(name)}' if name else ''}"
    rows = [_one(prior, voice, prompt, gain, settings, score, out, tell, command) for voice, prompt, gain in TABLE]
    gains = [row["clap_gain"] for row in rows if "clap_gain" in row]
    return ({"paper_clap_gain_mean": sum(gains) / len(gains)} if gains else {}), rows


def _one(prior: Prior, voice: str, prompt: str, published: float, settings: PaperSettings, score: Score | None,
         out: Path | None, tell: Callable[[str], None], command: str) -> dict[str, Any]:  # fmt: skip
    found = find_voice(voice)
    synth, start = load_synth(found), torch.from_numpy(draw_presets(found, 1, 0)[0])
    *steps, winner = paper_fit(prior, synth, Wishes(prompt), start, replace(settings), 0, prior.seconds)
    assert isinstance(winner, Winner)
    losses = [step.loss for step in steps if isinstance(step, Step)]
    row: dict[str, Any] = {"part": "paper", "voice": voice, "prompt": prompt, "loss_last": losses[-1],
                           "published_gain_second_hand": published}  # fmt: skip
    sounds = {}
    with torch.no_grad():
        for when, natural in (("before", start), ("after", winner.natural)):
            sounds[when] = synth.render(natural[None].float(), SAMPLE_RATE, prior.seconds)[0]
            if score is not None:
                row[f"clap_{when}"] = score(sounds[when], SAMPLE_RATE, prompt)
    if score is not None:
        row["clap_gain"] = row["clap_after"] - row["clap_before"]
    if out is not None:
        _keep(out / f"{name_from(prompt)}-{voice}", prior, voice, prompt, winner, settings, sounds, command)
    said = f", CLAP {row['clap_gain']:+.2f} (published {published:+.2f})" if score is not None else ""
    tell(f"{voice}, “{prompt}”: {settings.iterations} iterations{said}")
    return row


def _keep(folder: Path, prior: Prior, voice: str, prompt: str, winner: Winner, settings: PaperSettings,
          sounds: dict[str, Tensor], command: str) -> None:  # fmt: skip
    """preset.json, before.wav, after.wav."""
    from bridge.artifacts import wav_bytes

    values = find_voice(voice).space.to_dict(winner.natural.tolist())
    origin = {"prompt": prompt, "seed": 0, "prior": prior.provenance(), "settings": paper_record(settings),
              "score": winner.score, "command": command}  # fmt: skip
    preset = Preset.of(name_from(prompt), voice, values, origin)
    write_atomic(folder / "preset.json", json_codec.dumps(preset).encode())
    for when, sound in sounds.items():
        write_atomic(folder / f"{when}.wav", wav_bytes(sound.numpy()))
