"""A corpus of two kinds of sound, small enough to train on in a test."""

import csv

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    (root / "clips").mkdir()
    rng = np.random.default_rng(0)
    rows = []
    for i in range(60):
        kind = ("kick", "hihat")[i % 2]
        t = np.arange(4410) / 44100
        sound = np.sin(2 * np.pi * 60 * t) if kind == "kick" else rng.standard_normal(len(t))
        name = f"clips/{kind}{i}.flac"
        soundfile.write(root / name, 0.5 * sound * np.exp(-40 * t), 44100)
        rows.append(
            {"file": name, "caption": f"{kind} number {i}", "tags": kind, "source repo": "a/b", "licence": "CC0-1.0",
             "category": kind, "group": f"{kind}{i // 4}", "attribution": "nobody"}
        )  # fmt: skip
    with (root / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return root
