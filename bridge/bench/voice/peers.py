"""Other engines on the same patch: scsynth (not in real time, from SynthDefs we write) and Faust (compiled C++).

Each renders `voices` notes for `seconds`; what comes back is the processor time it took without its start. Nothing is
written to disk but scsynth's stereo file, whose cost is part of the start that is subtracted.
"""

from __future__ import annotations

import resource
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from bridge.bench.voice.load import KEYS, LOWEST_HZ
from bridge.bench.voice.synthdef import FMPatch, Graph
from bridge.errors import BridgeError
from bridge.interfaces.osc.messages import build

PLUGINS = ("/usr/lib/SuperCollider/plugins", "/usr/local/lib/SuperCollider/plugins")
Render = Callable[[int, float], float]
"""(voices, seconds of sound) -> processor seconds it took"""


class PeerFailed(BridgeError):
    """Another engine did not do what was asked; its own words are in the message."""


def has_fm7() -> bool:
    """Whether scsynth has the UGen (Debian: sc3-plugins-server)."""
    return any((Path(folder) / "FM7.so").exists() for folder in PLUGINS)


def scsynth(graph: Graph, folder: Path, rate: int, block: int) -> Render | None:
    """None where scsynth is not installed."""
    if shutil.which("scsynth") is None:
        return None

    def run(voices: int, seconds: float) -> float:
        empty = scsynth_once(graph, folder, rate, block, 0, seconds)
        return scsynth_once(graph, folder, rate, block, voices, seconds) - empty

    return run


def scsynth_once(graph: Graph, folder: Path, rate: int, block: int, voices: int, seconds: float) -> float:
    """Render into out.wav of the folder; processor seconds, start included. Note n has `hz` n semitones up.

    Raises PeerFailed.
    """
    definition, score, sound = folder / "graph.scsyndef", folder / "score.osc", folder / "out.wav"
    definition.write_bytes(graph.encode())
    begin = [build("/d_load", [str(definition)])]
    for n in range(voices):
        hz = graph.parameters["hz"] * 2.0 ** (n % KEYS / 12.0)
        begin.append(build("/s_new", [graph.name, 1000 + n, 1, 0, "hz", hz]))
    score.write_bytes(_bundle(0.0, begin) + _bundle(seconds, [build("/c_set", [0, 0.0])]))
    command = ["scsynth", "-N", str(score), "_", str(sound), str(rate), "WAV", "float"]
    command += ["-o", "2", "-i", "0", "-z", str(block), "-n", "8192", "-m", "524288", "-w", "512", "-R", "0"]
    before = _used()
    told = subprocess.run(command, capture_output=True, text=True)
    took = _used() - before
    heard = soundfile.read(sound, dtype="float32")[0] if sound.exists() else np.zeros((0, 2))
    if told.returncode or (voices and not 1e-4 < np.abs(heard).max(initial=0.0) < 1e6):
        raise PeerFailed(f"scsynth made no sound: {(told.stdout + told.stderr)[-300:]}")
    return took


def _used() -> float:
    """Processor seconds of all children that have ended: other programs on the machine do not count."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _bundle(seconds: float, messages: list[bytes]) -> bytes:
    """A bundle of a score: its size, "#bundle", its time as NTP counts, and the messages with theirs."""
    data = b"#bundle\0" + struct.pack(">II", int(seconds), int(seconds % 1.0 * 2**32))
    data += b"".join(struct.pack(">i", len(message)) + message for message in messages)
    return struct.pack(">i", len(data)) + data


def faust(patch: FMPatch, folder: Path, rate: int, block: int) -> Render | None:
    """The patch in Faust, its recursion a sample late as ours, compiled for this machine; None without faust or g++."""
    if shutil.which("faust") is None or shutil.which("g++") is None:
        return None
    (folder / "fm.dsp").write_text(_faust_source(patch))
    (folder / "main.cpp").write_text(f"#define KEYS {KEYS}\n#define LOWEST {LOWEST_HZ}\n{_MAIN}")
    program = folder / "fm"
    for command in (
        ["faust", "-lang", "cpp", "-o", "fm.h", "fm.dsp"],
        ["g++", "-O3", "-march=native", "-ffast-math", "-o", str(program), "main.cpp"],
    ):
        told = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if told.returncode:
            raise PeerFailed(f"{command[0]}: {told.stderr[-300:]}")

    def run(voices: int, seconds: float) -> float:
        blocks = round(seconds * rate / block)
        told = subprocess.run([program, *map(str, (voices, blocks, block, rate))], capture_output=True, text=True)
        took, peak = map(float, told.stdout.split())
        if not 1e-4 < peak < 1e6:
            raise PeerFailed("Faust's program made no sound")
        return took

    return run


def _faust_source(patch: FMPatch) -> str:
    count = range(len(patch.ratios))
    heard = ", ".join(f"u{j}" for j in count)
    lines = [
        'import("stdfaust.lib");',
        'hz = hslider("hz", 110, 1, 20000, 0.001);',
        "start = 1 - 1';",
        "turns(f) = (+(f / ma.SR) : ma.frac) ~ _;",
        "decay(d) = (start : + ~ *(exp(-1 / (d * ma.SR))));",
    ]
    for v in count:
        modulation = " + ".join(f"{patch.matrix[v][j]} * u{j}" for j in count)
        lines.append(
            f"o{v}({heard}) = decay({patch.decays[v]}) * sin(2 * ma.PI * turns(hz * {patch.ratios[v]}) + {modulation});"
        )
    calls = ", ".join(f"o{v}({heard})" for v in count)
    lines.append(f"all({heard}) = {calls};")
    lines.append(f"mix({heard}) = 0.01 * (" + " + ".join(f"{patch.levels[v]} * u{v}" for v in count) + ") <: _, _;")
    lines.append("process = (all ~ si.bus(6)) : mix;")
    return "\n".join(lines) + "\n"


_MAIN = """
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>
struct Meta { void declare(const char*, const char*) {} };
struct UI {
    float* hz = nullptr;
    void openVerticalBox(const char*) {}
    void closeBox() {}
    void declare(float*, const char*, const char*) {}
    void addHorizontalSlider(const char*, float* zone, float, float, float, float) { hz = zone; }
};
struct dsp { virtual ~dsp() {} };
#define FAUSTFLOAT float
#include "fm.h"
int main(int, char** text) {
    int voices = atoi(text[1]), blocks = atoi(text[2]), block = atoi(text[3]), rate = atoi(text[4]);
    std::vector<mydsp*> all;
    for (int n = 0; n < voices; n++) {
        UI ui;
        all.push_back(new mydsp);
        all.back()->init(rate);
        all.back()->buildUserInterface(&ui);
        *ui.hz = LOWEST * std::pow(2.0, (n % KEYS) / 12.0);
    }
    std::vector<float> left(block), right(block), l(block), r(block);
    float* out[2] = {left.data(), right.data()};
    float peak = 0;
    auto start = std::clock();
    for (int b = 0; b < blocks; b++) {
        for (int t = 0; t < block; t++) l[t] = r[t] = 0;
        for (auto* one : all) {
            one->compute(block, nullptr, out);
            for (int t = 0; t < block; t++) { l[t] += left[t]; r[t] += right[t]; }
        }
        for (int t = 0; t < block; t++) peak = std::fmax(peak, std::fabs(l[t] + r[t]));
    }
    std::printf("%g %g\\n", double(std::clock() - start) / CLOCKS_PER_SEC, peak);
}
"""
