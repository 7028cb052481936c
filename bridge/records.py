"""What is asked of a fit, and what a fit says while it works. Plain data that crosses process borders as JSON.

Standard library only. `FitRequest` checks itself, so that every door (terminal, OSC, HTTP) refuses the same things
in the same words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bridge.errors import BadRequest
from bridge.voices.catalog import voice as find_voice

Budget = Literal["fast", "normal", "best"]
PRESET_CONFIGS = ("", "audio-sds-paper")
BUDGETS: tuple[Budget, ...] = ("fast", "normal", "best")
DEVICES = ("auto", "cpu", "cuda")
MAX_PROMPT = 500
MAX_PATH = 4096
MAX_SECONDS = 1.5
DEFAULT_SECONDS = 1.5
SAMPLE_RATE = 44100
MAX_CANDIDATES = 8
MAX_ACROSS = 36
DEFAULT_RESEMBLANCE = 0.5
EMBEDDED = "embedded"
"""the prior that is shipped"""


@dataclass(frozen=True)
class FitRequest:
    """Fit `voice` to `prompt`. Raises BadRequest, UnknownVoice or UnknownParameter when made from bad values.

    negative: what it must not sound like.  locks: parameters that keep these natural values.
    start: a preset of the same voice that takes part in the search, natural units; what is missing has its default.
    start_from: what a command line calls that preset: its file, or its name in the library.
    reference: path of a sound file to resemble, `resemblance` (0 … 1) as much as the prompt.
    candidates: how many presets to return, 1 … 8.
    across: semitones below and above the fitted note at which the preset is to fit the prompt too, 0 … 36.
    preset_config: "", or "audio-sds-paper": the paper's settings in place of the budget's (`bridge.distill.paper`).
    prior: name of the prior, or a folder with one; whether it is there is found out when it is loaded.
    """

    prompt: str
    voice: str = "fm"
    seed: int = 0
    seconds: float = DEFAULT_SECONDS
    budget: Budget = "normal"
    device: str = "auto"
    negative: str = ""
    locks: Mapping[str, float] = field(default_factory=dict, hash=False)
    start: Mapping[str, float] | None = field(default=None, hash=False)
    start_from: str = ""
    reference: str | None = None
    resemblance: float = DEFAULT_RESEMBLANCE
    candidates: int = 1
    across: int = 0
    prior: str = EMBEDDED
    preset_config: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.prompt, str) or not self.prompt.strip():
            raise BadRequest('the prompt is empty; say what it should sound like, e.g. "kick drum, bass, reverb"')
        _check_text("prompt", self.prompt)
        find_voice(self.voice)
        if not 0 <= self.seed < 2**31:
            raise BadRequest(f"seed {self.seed} is out of range; use 0 … {2**31 - 1}")
        if not 0.1 <= self.seconds <= MAX_SECONDS:
            raise BadRequest(f"{self.seconds} seconds is out of range; use 0.1 … {MAX_SECONDS}")
        if self.budget not in BUDGETS:
            raise BadRequest(f"unknown budget {str(self.budget)[:20]!r}; use one of: {', '.join(BUDGETS)}")
        check_device(self.device)
        _check_text("name of the prior", self.prior, MAX_PATH)
        if self.preset_config not in PRESET_CONFIGS:
            raise BadRequest(f"unknown configuration {str(self.preset_config)[:30]!r}; use {PRESET_CONFIGS[1]}")
        self._check_wishes()

    def _check_wishes(self) -> None:
        _check_text("negative", self.negative)
        if not self.negative.strip():
            object.__setattr__(self, "negative", "")
        space = find_voice(self.voice).space
        object.__setattr__(self, "locks", space.checked(self.locks))  # a copy: nobody changes it behind our back
        if len(self.locks) == len(space):
            raise BadRequest(f"all {len(space)} parameters are locked, nothing is left to fit; unlock some")
        if self.start is not None:
            object.__setattr__(self, "start", space.checked(self.start))
        _check_text("name of the preset to start from", self.start_from, MAX_PATH)
        if self.reference is not None:
            _check_text("path of the reference", self.reference, MAX_PATH)
            if not self.reference:
                raise BadRequest("the path of the reference is empty; name a sound file")
        how_much = self.resemblance
        if isinstance(how_much, bool) or not isinstance(how_much, (int, float)) or not 0 <= how_much <= 1:
            raise BadRequest(f"resemblance {str(how_much)[:20]} is out of range; use 0 … 1")
        object.__setattr__(self, "resemblance", float(how_much))
        if self.preset_config and (self.reference is not None or self.candidates != 1 or self.across != 0):
            only = "knows no reference and no other notes, and finds one preset"
            raise BadRequest(f"{self.preset_config} {only}; leave these wishes out")
        if self.preset_config and find_voice(self.voice).family == "dx7":
            raise BadRequest(f"{self.preset_config} knows no whole numbers, and a DX7 has no others; use another voice")
        if type(self.candidates) is not int or not 1 <= self.candidates <= MAX_CANDIDATES:
            raise BadRequest(f"{str(self.candidates)[:20]} candidates; use a whole number, 1 … {MAX_CANDIDATES}")
        if type(self.across) is not int or not 0 <= self.across <= MAX_ACROSS:
            raise BadRequest(f"across {str(self.across)[:20]} semitones; use a whole number, 0 … {MAX_ACROSS}")


def _check_text(what: str, text: object, limit: int = MAX_PROMPT) -> None:
    """Plain text of at most `limit` characters, maybe empty. Raises BadRequest."""
    if not isinstance(text, str):
        raise BadRequest(f"the {what} is not text")
    if len(text) > limit:
        raise BadRequest(f"the {what} has {len(text)} characters; use at most {limit}")
    # Cs: lone surrogates, which is how Python hands over bytes of the command line that are no UTF-8
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in text):
        raise BadRequest(f"the {what} has control characters or broken Unicode; use plain text")


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
class Candidate:
    """One of the presets that a fit found: natural units, the score as in FitResult, and the pitch of its sound, Hz."""

    parameters: dict[str, float]
    score: float
    pitch_hz: float | None = None
    """None: its sound has no clear pitch, or nobody listened"""


@dataclass(frozen=True)
class FitResult:
    """The end of a fit. `provenance` goes into the preset as it is."""

    parameters: dict[str, float]
    score: float
    """how well the sound fits the prompt, by the prior's own ear: 0 … 1, higher is better"""
    losses: list[float] = field(default_factory=list)
    provenance: dict[str, Any] = field(default_factory=dict)
    unknown_words: tuple[str, ...] = ()
    candidates: list[Candidate] = field(default_factory=list)
    """as many as were asked for, best first: the first is `parameters` again"""
