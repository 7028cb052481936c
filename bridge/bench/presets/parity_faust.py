"""Faust plays an export: its compiler makes C++ of it, g++ a program that renders one note."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bridge.kernels.control import note_hz
from bridge.records import SAMPLE_RATE

PACKAGE = "faust (and g++)"

_MAIN = r"""
#include <cstdlib>
#include <cstring>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

struct Meta { virtual void declare(const char*, const char*) {} };
struct UI {
    std::map<std::string, FAUSTFLOAT*> zones;
    void openTabBox(const char*) {}
    void openHorizontalBox(const char*) {}
    void openVerticalBox(const char*) {}
    void closeBox() {}
    void declare(FAUSTFLOAT*, const char*, const char*) {}
    void addButton(const char* name, FAUSTFLOAT* zone) { zones[name] = zone; }
    void addHorizontalSlider(const char* name, FAUSTFLOAT* zone, FAUSTFLOAT, FAUSTFLOAT, FAUSTFLOAT, FAUSTFLOAT) {
        zones[name] = zone;
    }
};
struct dsp { virtual ~dsp() {} };

#include "voice.h"

// rate, frames, frames until note-off, name=value ...: the sound on stdout, left and right in turn, as doubles
int main(int argc, char** argv) {
    static mydsp voice;
    UI ui;
    voice.init(atoi(argv[1]));
    voice.buildUserInterface(&ui);
    long frames = atol(argv[2]), held = atol(argv[3]);
    for (int i = 4; i < argc; i++) {
        std::string word = argv[i], name = word.substr(0, word.find('='));
        if (!ui.zones.count(name)) { fprintf(stderr, "no control %s\n", name.c_str()); return 1; }
        *ui.zones[name] = atof(word.c_str() + name.size() + 1);
    }
    std::vector<FAUSTFLOAT> left(64), right(64);
    FAUSTFLOAT* out[] = {left.data(), right.data()};
    for (long done = 0; done < frames;) {
        *ui.zones["gate"] = done < held;
        long count = std::min(64L, (done < held ? std::min(held, frames) : frames) - done);
        voice.compute(count, nullptr, out);
        for (long t = 0; t < count; t++) {
            double pair[] = {double(left[t]), double(right[t])};
            fwrite(pair, sizeof pair, 1, stdout);
        }
        done += count;
    }
}
"""


def missing() -> str:
    """The package that brings what is not installed; "" if nothing is missing."""
    return "" if shutil.which("faust") and shutil.which("g++") else PACKAGE


class Faust:
    """A compiled export. double: with 64-bit arithmetic in place of Faust's usual 32."""

    def __init__(self, files: Mapping[str, bytes], folder: Path, double: bool = True) -> None:
        (name,) = files
        source, self._program = folder / name, folder / f"{Path(name).stem}-{64 if double else 32}"
        source.write_bytes(files[name])
        kind = "double" if double else "float"
        (folder / "main.cpp").write_text(f"#define FAUSTFLOAT {kind}\n#include <algorithm>\n#include <cmath>\n{_MAIN}")
        _run(["faust", f"-{'double' if double else 'single'}", "-lang", "cpp", "-o", "voice.h", name], folder)
        _run(["g++", "-O1", "-I.", "main.cpp", "-o", str(self._program)], folder)

    def render(
        self, seconds: float, note: int | None = None, velocity: float = 1.0, held: float | None = None,
        parameters: Mapping[str, float] | None = None, rate: int = SAMPLE_RATE,
    ) -> NDArray[np.float64]:  # fmt: skip
        """One note [2, T]. held: seconds until note-off (None: never)."""
        settings = {"gain": velocity, **(parameters or {})}
        if note is not None:
            settings["freq"] = note_hz(note)
        frames = [round((seconds + 1 if s is None else s) * rate) for s in (seconds, held)]
        words = [str(rate), *map(str, frames), *(f"{k}={v!r}" for k, v in settings.items())]
        raw = subprocess.run([self._program, *words], check=True, capture_output=True, timeout=120).stdout
        return np.frombuffer(raw).reshape(-1, 2).T


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
