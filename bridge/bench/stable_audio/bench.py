"""The Stable Audio adapter, measured: `sds-bridge bench stable-audio`.

- sds: tiny models of the real architecture, trained on two sounds; does SDS find what they were trained on?
- full: time and memory of one SDS iteration with the full geometry on the CPU.
- gpu: the same on a GPU against the plain loop through the library's public calls; nothing where there is none.
- paper: the FM and impact tables of the Audio-SDS paper again, for whoever has the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bridge.errors import BadRequest
from bridge.files import write_figures
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.catalogue import NOT_INSTALLED

PARTS = ("sds", "full", "gpu", "paper")


def run(
    path: Path | None, parts: Sequence[str] = PARTS[:3], out: Path | None = None, prior: str = "stable-audio-open-1.0",
    clap: Path | None = None, quick: bool = False,
) -> dict[str, float]:  # fmt: skip
    """Measure, print, and write to `path` if there is one. Raises BadRequest, BadWeights, CannotWrite."""
    for part in parts:
        if part not in PARTS:
            raise BadRequest(f"unknown part {part[:20]!r}; use one of: {', '.join(PARTS)}")
    if not library.installed():
        raise BadRequest(NOT_INSTALLED)
    console = Console(stderr=True, highlight=False)
    figures: dict[str, float] = {}
    rows: list[dict[str, Any]] = []

    def tell(line: str) -> None:
        console.print(escape(line), soft_wrap=True)

    if "sds" in parts:
        found, more = _sds(out, tell, quick)
        figures |= found
        rows += more
    if "full" in parts:
        from bridge.bench.stable_audio.full import measure

        found, more = measure(tell, 1 if quick else 3)
        figures |= found
        rows += more
    if "gpu" in parts:
        from bridge.bench.stable_audio.gpu import measure_gpu

        found, more = measure_gpu(tell, quick)
        figures |= found
        rows += more
    if "paper" in parts:
        from bridge.bench.stable_audio.paper import tables

        found, more = tables(prior, clap, out, tell, quick)
        figures |= found
        rows += more
    if path is not None:
        write_figures(path, "bench stable-audio", figures, rows)
    return figures


def _sds(out: Path | None, tell: Any, quick: bool) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """The farthest of all prompts and objectives counts, at the start and at the end."""
    from bridge.bench.stable_audio.sds import picture, prove

    ways = prove(out, tell, quick)
    if out is not None:
        tell(str(picture(out / "tiny_sds.png", ways)))
    right = [w for w in ways if not w.error]
    figures = {"tiny_sds_distance_start": max(w.distances[0] for w in right),
               "tiny_sds_distance_end": max(w.distances[-1] for w in right)}  # fmt: skip
    return figures, [{"part": "sds", "objective": w.objective, "prompt": w.prompt, "planted_error": w.error,
                      "distances": w.distances} for w in ways]  # fmt: skip
