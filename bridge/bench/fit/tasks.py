"""Which prompts are fitted, to which voices, and what a listener should hear.

`prompts.csv`: forty prompts that nobody tuned anything on. `assigned.csv`: the same, each for one voice only
(percussion, metal and impacts for impact), the README's table. `twelve.csv`: a short list, the ablation's.
`captions.csv`: for decisions while developing, which a dozen prompts, or four, are too few for: captions of clips
that the judge learnt from and no prior ever heard, at most sixteen a category, no two alike but for their pitch.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import BadRequest
from bridge.evaluate.tagger import CATEGORIES, house_category
from bridge.priors.edm.prior import EmbeddedPrior
from bridge.records import FitRequest
from bridge.voices.catalog import voice as find_voice

HERE = Path(__file__).parent
NAMED = {"forty": HERE / "prompts.csv", "assigned": HERE / "assigned.csv", "twelve": HERE / "twelve.csv",
         "captions": HERE / "captions.csv"}  # fmt: skip
VOICES = ("fm", "impact")


@dataclass(frozen=True)
class Task:
    """One prompt, the category a listener should hear, the voice that is fitted."""

    prompt: str
    category: str
    voice: str


def read_tasks(source: str, count: int | None = None) -> list[Task]:
    """The first `count` prompts of a CSV file, or of a list by name: "forty", "assigned", "twelve", "captions".

    Columns prompt,category and maybe voice; without a voice a prompt is fitted to both. Raises BadRequest, also for
    what the judge cannot judge; UnknownVoice.
    """
    path = NAMED.get(source, Path(source))
    try:
        with path.open(newline="", encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))[:count]
        tasks = [Task(r["prompt"], r["category"], v) for r in rows for v in _voices(r.get("voice"))]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        mend = f"it needs the columns prompt,category and maybe voice; or name a list: {', '.join(NAMED)}"
        raise BadRequest(f"cannot read prompts from {path}: {error}; {mend}") from error
    if not tasks:
        raise BadRequest(f"{path} has no prompts")
    for task in tasks:
        find_voice(task.voice)
        if house_category(task.category) is None:
            raise BadRequest(f"the tagger cannot judge {task.category!r}; use one of: {', '.join(CATEGORIES)}")
    return tasks


def check_prompts(prior: EmbeddedPrior, tasks: Sequence[Task]) -> None:
    """Refuse now what would be refused an hour later. Raises BadRequest."""
    for task in tasks:
        prior.known_prompt(FitRequest(task.prompt, task.voice).prompt)


def _voices(voice: str | None) -> tuple[str, ...]:
    return (voice,) if voice else VOICES
