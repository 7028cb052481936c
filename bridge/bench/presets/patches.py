"""Patches for Max and Live as they would be written now: well by our validator, which must see planted mistakes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bridge.exports.maxmsp.check import check_all
from bridge.exports.maxmsp.files import write_all
from bridge.exports.maxmsp.mistakes import planted


def patch_figures() -> dict[str, float]:
    """`patches` and `patches_valid`, files and those without findings; `planted_mistakes` and `…_found`."""
    with tempfile.TemporaryDirectory() as folder:
        write_all(Path(folder))
        findings, seen = check_all(Path(folder)), planted(Path(folder))
    return {
        "patches": float(len(findings)), "patches_valid": float(sum(not found for found in findings.values())),
        "planted_mistakes": float(len(seen)), "planted_mistakes_found": float(sum(seen.values())),
    }  # fmt: skip
