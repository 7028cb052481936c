"""What the daemon tells those who listen. Plain records; each interface puts them on its own wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JobState:
    """A job was queued or started, or is listed."""

    job: str
    state: str
    voice: str
    prompt: str


@dataclass(frozen=True)
class JobProgress:
    """eta: seconds left, estimated."""

    job: str
    step: int
    steps: int
    loss: float
    eta: float


@dataclass(frozen=True)
class JobParams:
    """The best parameters so far, natural units; seq grows by one with each set of a job."""

    job: str
    seq: int
    parameters: dict[str, float]


@dataclass(frozen=True)
class JobDone:
    job: str
    preset: str
    score: float


@dataclass(frozen=True)
class JobCandidate:
    """One of several presets of a job that is about to be done; number 1 is the best."""

    job: str
    number: int
    preset: str
    score: float


@dataclass(frozen=True)
class JobUnknownWords:
    """Words of the prompt that the prior does not know; the fit went on without them."""

    job: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class JobFailed:
    """code "cancelled": it was stopped."""

    job: str
    code: str
    message: str


@dataclass(frozen=True)
class ProcessState:
    """process: "worker" (it fits) or "voice" (it sounds).  state: "started", "ready", "cold", "restarting"."""

    process: str
    state: str
    message: str = ""


@dataclass(frozen=True)
class VoiceState:
    """What the voice plays; preset "" when it is not a kept one."""

    voice: str
    preset: str


@dataclass(frozen=True)
class VoiceParams:
    seq: int
    parameters: dict[str, float]


@dataclass(frozen=True)
class VoiceParam:
    """One parameter was set by hand. Not pushed to OSC subscribers, whose knobs would answer and ring for ever; those
    who LISTEN to that node by OSCQuery hear it.
    """

    name: str
    value: float


@dataclass(frozen=True)
class VoiceLocks:
    """All parameters of a voice that coming fits leave alone, and their values in natural units."""

    voice: str
    parameters: dict[str, float]


@dataclass(frozen=True)
class MidiControllers:
    """What each controller turns of a voice, taught or by default. Sources as in `midi.table`: "cc21", "nrpn300"."""

    voice: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class MidiPrograms:
    """Program numbers (128 × bank + program change) and names of presets."""

    presets: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class AbState:
    """Which of two sides sounds, "a" or "b", and the presets on both: "" for nothing, or what is not kept."""

    side: str
    a: str
    b: str


Event = (
    JobState
    | JobProgress
    | JobParams
    | JobCandidate
    | JobDone
    | JobUnknownWords
    | JobFailed
    | ProcessState
    | VoiceState
    | VoiceParam
    | VoiceParams
    | VoiceLocks
    | MidiControllers
    | MidiPrograms
    | AbState
)


def replaces(event: Event) -> tuple[str, ...] | None:
    """Events with the same key replace each other when they come faster than a listener takes them.

    None: every one must arrive.
    """
    match event:
        case JobProgress(job=job):
            return ("progress", job)
        case JobParams(job=job):
            return ("params", job)
        case VoiceState():
            return ("voice",)
        case VoiceParam(name=name):
            return ("voice param", name)
        case VoiceParams():
            return ("voice params",)
        case VoiceLocks(voice=voice):
            return ("locks", voice)
        case MidiControllers(voice=voice):
            return ("midi", voice)
        case MidiPrograms():
            return ("programs",)
        case AbState():
            return ("sides",)
        case _:
            return None
