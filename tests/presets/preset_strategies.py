"""Any preset, for property tests."""

import struct

from hypothesis import settings
from hypothesis import strategies as st

from bridge.presets.preset import Preset
from bridge.voices.catalog import LISTED, voice

PATIENT = settings(deadline=None, max_examples=50)
"""no time limit an example: the machine may be busy"""

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
FREE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def presets(draw: st.DrawFn) -> Preset:
    """Any preset: every parameter anywhere in its range, provenance with any text and free settings."""
    name = draw(st.sampled_from(LISTED))
    rng = draw(st.randoms(use_true_random=False))
    values = {p.name: p.clip(p.low + (p.high - p.low) * rng.random()) for p in voice(name).space}
    chosen = draw(st.sampled_from([p for p in voice(name).space if p.scale != "choice"]))
    values[chosen.name] = draw(st.floats(chosen.low, chosen.high))
    provenance = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "prompt": TEXT,
                "seed": st.integers(0, 2**31 - 1),
                "score": st.floats(allow_nan=False, allow_infinity=False),
                "prior": TEXT | st.fixed_dictionaries({"name": TEXT, "licence": TEXT}),
                "settings": st.dictionaries(TEXT, FREE, max_size=3),
                "unknown_words": st.lists(TEXT, max_size=3),
                "pitch_hz": st.none() | st.floats(20, 20000),
                "root_note": st.none() | st.integers(0, 127),
                "candidate": st.integers(1, 8),
                "wishes": st.fixed_dictionaries(
                    {},
                    optional={
                        "negative": TEXT,
                        "locks": st.dictionaries(TEXT, st.floats(-1e9, 1e9), max_size=3),
                        "start": st.dictionaries(TEXT, st.floats(-1e9, 1e9), max_size=3),
                        "reference": TEXT,
                        "resemblance": st.floats(0, 1),
                        "candidates": st.integers(1, 8),
                    },
                ),
            },
        )
    )
    tags = draw(st.lists(st.sampled_from(["drum", "großer gong", "鐘", "lo-fi", "x" * 40]), unique=True, max_size=4))
    title = draw(st.sampled_from(["kick", "Großer Gong", "鐘", "a.b-c (2)"]))
    return Preset(title, name, values, provenance, tuple(tags))


def bits(preset: Preset) -> bytes:
    return struct.pack(f"<{len(preset.parameters)}d", *preset.parameters.values())
