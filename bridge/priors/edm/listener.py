"""Does a sound fit a sentence? What kind of sound is meant, and is it that kind of sound?

The denoiser knows what sounds are like; asked which of several sounds fits a prompt best it is slow (16 evaluations a
sound) and not much better than chance among sounds that are all plausible. The listener was trained for that question
alone, on the same clips and captions as the denoiser, and answers in a millisecond:

    P(c | p)   what kind c the prompt p means: a small network of its words, trained on captions
    P(c | x)   what kind the sound x is: softmax over s(x, c) = k · cos(audio(x), text(name of c))
    score      SURE · ln 2 Σ_c P(c | p) P(c | x), nats

Training of an audio tower and its text tower: the kinds' names against the sound (cross entropy), and each caption
against the captions of other sounds in the batch, both ways (Radford et al. 2021); sounds of the same kind are no
counterexamples there. Prompts are not compared with sounds directly, though the towers could: within a kind that
tells a held-out clip's own caption from another's no better than chance (0.51), and between kinds it errs where
P(c | p) does not ("marimba note" lies next to cymbals).

Strangers. Who looks for the best of thousands of synthesizer sounds finds those that deceive the listener: unlike any
sound it was trained on, so that its answer means nothing. So random presets of the voices take part in the training as
strangers: a class of their own, which is none of the kinds, and counterexamples to every caption. A synthesizer sound
then has to be told from random knobs before it is a kick. And several listeners have to agree, that hear in different
ways: some every detail, others only how loud large cells of the spectrogram are. What the least convinced says counts.

Verdict. A search that follows the least convinced ends where he is flattered (the winner's curse), and in two of three
sounds he is one that hears large cells alone. So of what was found those choose that hear every detail. Of the
candidates of 60 fits for development prompts, budget fast, and of 23, normal, the judge named 0.70 and 0.70 of their
choices right, of the least convinced's 0.63 and 0.57.

Nats, and no logit: the logit of a probability grows without bound as it nears 1, and 0.999 beside 0.99 would count for
as much as what the words beyond the kind say (`nuance`, `outline`). What is surely a kick is a kick, and then the words
decide; what is none loses more than words can bring. Of a bank's eight best sounds for 275 prompts the judge was surer
that they are what was asked for (mean ln p −2.14 in place of −2.23), and words were as often right (0.97 of 36 pairs).

The text tower is linear in a weighted mean of the word vectors but for a small correction, so words nobody trained on
lie where their neighbours lie.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from bridge.errors import BadWeights
from bridge.files import write_atomic
from bridge.priors.edm.network import Condition

FORMAT = "sds-bridge-listener-3"
SHARP = 20.0
"""scale of cosines to what a prompt may mean: the surest answer is all but certain"""
SURE = 2.0
"""weight of a probability's logarithm beside the nats of words: at even odds it is as steep as the logit"""
Cells = Sequence[int] | None
MEMBERS: tuple[Cells, ...] = (None, None, None, (10, 8), (20, 16), (20, 4), (5, 16))
WEIGHTS = Path(__file__).with_name("listener.safetensors")


class AudioTower(nn.Module):
    """[B, 2, bands, frames] log spectrogram, mean taken off -> [B, size]."""

    place: Tensor

    def __init__(self, bands: int, frames: int, size: int, widths: tuple[int, ...] = (32, 64, 128, 192)) -> None:
        super().__init__()
        y, x = torch.linspace(-1, 1, bands), torch.linspace(-1, 1, frames)
        place = torch.stack([y[:, None].expand(bands, frames), x[None, :].expand(bands, frames)])
        self.register_buffer("place", place[None], persistent=False)
        layers: list[nn.Module] = []
        now = 4
        for width in widths:
            layers += [nn.Conv2d(now, width, 3, stride=2, padding=1), nn.GroupNorm(8, width), nn.SiLU()]
            now = width
        self.layers = nn.Sequential(*layers)
        left = 2 ** len(widths)
        self.out = nn.Sequential(nn.Dropout(0.3), nn.Linear(now * (bands // left) * (frames // left), size))

    def forward(self, z: Tensor) -> Tensor:
        h = torch.cat([z, self.place.expand(len(z), -1, -1, -1)], 1)
        return F.normalize(self.out(self.layers(h).flatten(1)), dim=1)


class CoarseTower(nn.Module):
    """The same by no more than the mean level of each of `cells` (bands, frames) of the spectrogram."""

    def __init__(self, cells: tuple[int, int], size: int, hidden: int = 256) -> None:
        super().__init__()
        self.cells = cells
        self.layers = nn.Sequential(
            nn.Linear(2 * cells[0] * cells[1], hidden), nn.SiLU(), nn.Dropout(0.5), nn.Linear(hidden, size)
        )

    def forward(self, z: Tensor) -> Tensor:
        return F.normalize(self.layers(F.adaptive_avg_pool2d(z, self.cells).flatten(1)), dim=1)


class TextTower(nn.Module):
    """A set of word vectors and a pitch -> [B, size]."""

    def __init__(self, words: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Linear(words, 1)
        self.linear = nn.Linear(words, size)
        self.correction = nn.Sequential(nn.Linear(words, size), nn.SiLU(), nn.Dropout(0.3), nn.Linear(size, size))
        self.pitch = nn.Sequential(nn.Linear(2, 32), nn.SiLU(), nn.Linear(32, size))

    def forward(self, c: Condition) -> Tensor:
        score = self.weight(c.words)[..., 0].masked_fill(~c.mask, -1e9)
        mixed = (torch.softmax(score, 1)[..., None] * c.words).sum(1) * math.sqrt(c.words.shape[-1])
        return F.normalize(
            self.linear(mixed) + 0.3 * self.correction(mixed) + c.pitch[:, :1] * self.pitch(c.pitch), dim=1
        )


class Towers(nn.Module):
    """One pair of towers, and the place of the strangers. cells: of a coarse audio tower."""

    def __init__(
        self, bands: int, frames: int, words: int, size: int = 128, cells: tuple[int, int] | None = None
    ) -> None:
        super().__init__()
        self.audio = CoarseTower(cells, size) if cells else AudioTower(bands, frames, size)
        self.text = TextTower(words, size)
        self.stranger = nn.Parameter(0.1 * torch.randn(size))
        self.log_scale = nn.Parameter(torch.tensor(math.log(10.0)))

    def logits(self, audio: Tensor, text: Tensor) -> Tensor:
        """Embeddings [B, size] and [K, size] -> [B, K]."""
        return self.log_scale.exp().clamp(max=60.0) * audio @ text.T

    def names(self, names: Condition) -> Tensor:
        """Names of kinds, one row a kind, and last the strangers: [K + 1, size]."""
        return torch.cat([self.text(names), F.normalize(self.stranger, dim=0)[None]])


@dataclass(frozen=True)
class Question:
    """A prompt and what it is not, as the listener keeps them to ask them of many sounds: ln P(kind | prompt) [1, K],
    and of each member the embeddings of the kinds' names, of what is to be avoided and of the strangers, [N, size]."""

    meant: Tensor
    names: list[Tensor]


class Listener(nn.Module):
    """Several pairs of towers, and what knows what prompts mean.

    kinds: of sound.  members: the cells of each coarse one, None for one that hears every detail.
    `mean` [2, bands, frames] is the data's mean in `WarpedSpectrogram` units.
    """

    mean: Tensor

    def __init__(self, kinds: Sequence[str], bands: int = 80, frames: int = 64, words: int = 96, size: int = 128,
                 members: Sequence[Cells] = MEMBERS) -> None:  # fmt: skip
        super().__init__()
        self.shape = {"kinds": list(kinds), "bands": bands, "frames": frames, "words": words, "size": size,
                      "members": list(members)}  # fmt: skip
        self.kinds = tuple(kinds)
        self.detailed = [k for k, cells in enumerate(members) if cells is None] or list(range(len(members)))
        self.members = nn.ModuleList(
            Towers(bands, frames, words, size, (cells[0], cells[1]) if cells else None) for cells in members
        )
        self.meaning = TextTower(words, len(kinds))
        self.register_buffer("mean", torch.zeros(2, bands, frames))

    def hear(self, analysis: Tensor) -> Tensor:
        """`WarpedSpectrogram`'s [B, 2, bands, frames] -> what each member makes of it, [B, member, size]."""
        return torch.stack([towers.audio(analysis - self.mean) for towers in self.towers()], 1)

    def text(self, words: Condition) -> Tensor:
        """[B, member · size], all members' embeddings side by side."""
        return torch.cat([towers.text(words) for towers in self.towers()], 1)

    def meant(self, prompts: Condition) -> Tensor:
        """ln P(kind | prompt), [B, K]."""
        return torch.log_softmax(SHARP * self.meaning(prompts), 1)

    def question(self, prompt: Condition, names: Condition) -> Question:
        """What to ask of sounds. prompt: one row. names: one row a kind, in the order of `kinds`, and more for what the
        sound is not to be."""
        return Question(self.meant(prompt), [towers.names(names) for towers in self.towers()])

    def score(self, heard: Tensor, question: Question) -> Tensor:
        """How probably a sound is what the prompt means, [B], as the least convinced member says: nats, 0 at even odds
        and SURE · ln 2 if there is no doubt. heard: [B, member, size] of `hear`."""
        return self._opinions(heard, question).amin(0)

    def verdict(self, heard: Tensor, question: Question) -> Tensor:
        """The same, as those members say on average that hear every detail (if none does, all)."""
        return self._opinions(heard, question)[self.detailed].mean(0)

    def _opinions(self, heard: Tensor, question: Question) -> Tensor:
        """Each member's score, [member, B]."""
        meant = question.meant
        chances = []
        for towers, audio, names in zip(self.towers(), heard.unbind(1), question.names, strict=True):
            heard_as = torch.log_softmax(towers.logits(audio, names), 1)[:, : meant.shape[1]]
            chances.append((heard_as + meant).logsumexp(1))
        return SURE * (torch.stack(chances) + math.log(2))

    def towers(self) -> list[Towers]:
        return [t for t in self.members if isinstance(t, Towers)]


def save_listener(model: Listener, path: Path, notes: dict[str, object]) -> Path:
    """float16 weights with what is needed to rebuild the towers."""
    from safetensors.torch import save

    tensors = {k: v.detach().cpu().half().contiguous() for k, v in model.state_dict().items()}
    metadata = {"format": FORMAT, "shape": json.dumps(model.shape), "notes": json.dumps(notes)}
    return write_atomic(path, save(tensors, metadata))


def load_listener(path: Path = WEIGHTS) -> Listener:
    """Read weights written by `save_listener`; no pickle. Raises BadWeights."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {k: file.get_tensor(k).float() for k in file.keys()}  # noqa: SIM118  # not a dict
        if metadata.get("format") != FORMAT:
            raise BadWeights(f"{path.name} is no listener of this version; reinstall sds-bridge")
        model = Listener(**json.loads(metadata["shape"]))
        model.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, RuntimeError) as error:
        raise BadWeights(f"cannot read {path}: {str(error).splitlines()[0][:160]}; reinstall sds-bridge") from error
    return model.eval().requires_grad_(False)
