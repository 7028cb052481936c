"""What is asked of a fit, and what a fit says while it works. Plain data that crosses process borders as JSON.

Standard library only. `FitRequest` checks itself, so that every door (terminal, OSC, HTTP) refuses the same things
in the same words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Literal

from bridge.errors import BadRequest
from bridge.voices.catalog import voice as find_voice

Budget = Literal["fast", "normal", "best"]
BUDGETS: tuple[Budget, ...] = ("fast", "normal", "best")
DEVICES = ("auto", "cpu", "cuda")
MAX_PROMPT = 500
MAX_SECONDS = 1.5
DEFAULT_SECONDS = 1.5
SAMPLE_RATE = 44100


@dataclass(frozen=True)
class FitRequest:
    """Fit `voice` to `prompt`. Raises BadRequest or UnknownVoice when made from bad values."""

    prompt: str
    voice: str = "fm"
    seed: int = 0
    seconds: float = DEFAULT_SECONDS
    budget: Budget = "normal"
    device: str = "auto"

    def __post_init__(self) -> None:
        if not isinstance(self.prompt, str) or not self.prompt.strip():
            raise BadRequest('the prompt is empty; say what it should sound like, e.g. "kick drum, bass, reverb"')
        if len(self.prompt) > MAX_PROMPT:
            raise BadRequest(f"the prompt has {len(self.prompt)} characters; use at most {MAX_PROMPT}")
        # Cs: lone surrogates, which is how Python hands over bytes of the command line that are no UTF-8
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in self.prompt):
            raise BadRequest("the prompt has control characters or broken Unicode; use plain text")
        find_voice(self.voice)
        if not 0 <= self.seed < 2**31:
            raise BadRequest(f"seed {self.seed} is out of range; use 0 … {2**31 - 1}")
        if not 0.1 <= self.seconds <= MAX_SECONDS:
            raise BadRequest(f"{self.seconds} seconds is out of range; use 0.1 … {MAX_SECONDS}")
        if self.budget not in BUDGETS:
            raise BadRequest(f"unknown budget {str(self.budget)[:20]!r}; use one of: {', '.join(BUDGETS)}")
        check_device(self.device)


def check_device(device: str) -> str:
    """A name of a compute device, there or not. Raises BadRequest."""
    if device not in DEVICES:
        raise BadRequest(f"unknown device {str(device)[:20]!r}; use auto, cpu or cuda")
    return device


@dataclass(frozen=True)
class Step:
    """One report of a running fit: the best parameters so far (natural units, by name)."""

    step: int
    steps: int
    loss: float
    parameters: dict[str, float]
    stage: str = ""
    eta: float = 0.0
    """seconds left, estimated"""
    improved: bool = True
    """False when the parameters are those of the step before"""


@dataclass(frozen=True)
class FitResult:
    """The end of a fit. `provenance` goes into the preset as it is."""

    parameters: dict[str, float]
    score: float
    """1 / (1 + r), r the prior's denoising loss of the sound with the prompt over that without; 0.5: the prompt changed
    nothing, higher is better"""
    losses: list[float] = field(default_factory=list)
    provenance: dict[str, Any] = field(default_factory=dict)
    unknown_words: tuple[str, ...] = ()
    initial: dict[str, float] = field(default_factory=dict)
    """the parameters the fit began from, for before/after pictures"""
