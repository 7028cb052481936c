"""How many presets lose a bit on their way through every form they can have: `round_trips_lost`, which is to be 0."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from bridge.presets import json_codec, sysex
from bridge.presets.library import PresetLibrary, read_preset
from bridge.presets.preset import Preset
from bridge.presets.sysex_messages import BankDump
from bridge.voices.catalog import LISTED
from bridge.voices.catalog import voice as find_voice


def round_trips_lost(count: int = 60, seed: int = 0) -> dict[str, float]:
    """`round_trips`, random presets of all voices in turn, and `round_trips_lost`, those that did not come back."""
    rng = random.Random(seed)
    made = [_any(LISTED[k % len(LISTED)], k, rng) for k in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        lost = sum(not survives(preset, Path(folder) / str(k)) for k, preset in enumerate(made))
    return {"round_trips": float(count), "round_trips_lost": float(lost)}


def survives(preset: Preset, folder: Path) -> bool:
    """JSON → SysEx → JSON → library → SysEx, in small parts and as a bank, without a bit lost. folder: empty."""
    text = json_codec.dumps(preset)
    first = sysex.encode(json_codec.loads(text), sysex.SMALL)
    second = json_codec.dumps(sysex.decode(b"".join(first)))
    library = PresetLibrary(folder)
    kept = library.save(json_codec.loads(second))
    library.change(library.load(kept.name))
    exported = library.export(kept.name, "syx").read_bytes()
    (banked,) = sysex.decode_all(b"".join(sysex.write(BankDump((library.load(kept.name),)))))
    texts = {text, second, json_codec.dumps(read_preset(folder / f"{kept.name}.json")), json_codec.dumps(banked)}
    return texts == {text} and exported == b"".join(sysex.encode(json_codec.loads(text)))


def _any(voice: str, number: int, rng: random.Random) -> Preset:
    """Every parameter anywhere in its range, with all its bits; provenance and tags with text that is not ASCII."""
    values = {p.name: p.clip(p.low + (p.high - p.low) * rng.random()) for p in find_voice(voice).space}
    origin = {"prompt": f"großer Gong {number}, 鐘", "seed": number, "score": rng.random(), "pitch_hz": None,
              "settings": {"any": [rng.random(), None, True, "ü"]}}  # fmt: skip
    return Preset(f"Preset {number}", voice, values, origin, ("drum", "großer gong"))
