"""Does a sound fit a sentence? A small audio tower and a small text tower that meet in one space.

The denoiser knows what sounds are like; asked which of several sounds fits a prompt best it is slow (16 evaluations a
sound) and not much better than chance among sounds that are all plausible. The listener was trained for that question
alone, on the same clips and captions as the denoiser, and answers in a millisecond:

    s(x, p) = k · cos(audio(x), text(p))      score = s(x, p) − ln (exp s(x, stranger) + Σ_c exp s(x, name of kind c))

The second term asks whether the sound fits anything else better. Training: the kinds' names against the sound (cross
entropy), and each caption against the captions of other sounds in the batch, both ways (Radford et al. 2021); sounds
of the same kind are no counterexamples there.

Strangers. Who looks for the best of thousands of synthesizer sounds finds those that deceive the listener: unlike any
sound it was trained on, so that its answer means nothing. So random presets of the voices take part in the training as
strangers: a class of their own, which is none of the kinds, and counterexamples to every caption. A synthesizer sound
then has to be told from random knobs before it is a kick. And several listeners, trained from different seeds, have to
agree: what the least convinced says counts.

The text tower is linear in a weighted mean of the word vectors but for a small correction, so words nobody trained on
lie where their neighbours lie.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from bridge.errors import BadWeights
from bridge.files import write_atomic
from bridge.priors.edm.network import Condition

FORMAT = "sds-bridge-listener-2"
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
    """One pair of towers, and the place of the strangers."""

    def __init__(self, bands: int, frames: int, words: int, size: int = 128) -> None:
        super().__init__()
        self.audio = AudioTower(bands, frames, size)
        self.text = TextTower(words, size)
        self.stranger = nn.Parameter(0.1 * torch.randn(size))
        self.log_scale = nn.Parameter(torch.tensor(math.log(10.0)))

    def logits(self, audio: Tensor, text: Tensor) -> Tensor:
        """Embeddings [B, size] and [K, size] -> [B, K]."""
        return self.log_scale.exp().clamp(max=60.0) * audio @ text.T

    def of_kinds(self, audio: Tensor, names: Condition) -> Tensor:
        """Embeddings [B, size] against names of kinds, one row a kind, and last the strangers: [B, K + 1]."""
        return self.logits(audio, torch.cat([self.text(names), F.normalize(self.stranger, dim=0)[None]]))


class Listener(nn.Module):
    """Several pairs of towers. `mean` [2, bands, frames] is the data's mean in `WarpedSpectrogram` units."""

    mean: Tensor

    def __init__(self, bands: int = 80, frames: int = 64, words: int = 96, size: int = 128,
                 members: int = 3) -> None:  # fmt: skip
        super().__init__()
        self.shape = {"bands": bands, "frames": frames, "words": words, "size": size, "members": members}
        self.members = nn.ModuleList(Towers(bands, frames, words, size) for _ in range(members))
        self.register_buffer("mean", torch.zeros(2, bands, frames))

    def hear(self, analysis: Tensor) -> Tensor:
        """`WarpedSpectrogram`'s [B, 2, bands, frames] -> what each member makes of it, [B, member, size]."""
        return torch.stack([towers.audio(analysis - self.mean) for towers in self.towers()], 1)

    def text(self, words: Condition) -> Tensor:
        """[B, member · size], all members' embeddings side by side."""
        return torch.cat([towers.text(words) for towers in self.towers()], 1)

    def score(self, heard: Tensor, prompt: Condition, names: Condition) -> Tensor:
        """How well sounds fit a prompt, [B], higher is better; from 0 on: better than all kinds and strangers together.

        heard: [B, member, size] of `hear`. prompt: one row. names: one row a kind.
        """
        scores = [
            towers.logits(audio, towers.text(prompt))[:, 0] - towers.of_kinds(audio, names).logsumexp(1)
            for towers, audio in zip(self.towers(), heard.unbind(1), strict=True)
        ]
        return torch.stack(scores).amin(0)

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
