"""A model in the library's shape that knows its data exactly, so that every answer of the adapter has a closed form.

Its data: for each prompt one Gaussian around a sound. Its network says what its objective is defined to say of the
posterior's means, by formulas written apart from `bridge.priors.stable_audio.schedule`.
"""

import math

import torch
from torch import nn

from bridge.bench.stable_audio.tiny import MIXTURES, SAMPLES, tones
from bridge.priors.stable_audio.prior import StableAudioPrior

RATE, RATIO = 44100, 8
SPREAD = 0.5
CONFIG = {"sample_rate": RATE, "sample_size": SAMPLES}


class Network(nn.Module):
    """x, t -> the velocity that is expected; the mean of the data comes as conditioning."""

    def __init__(self, objective):
        super().__init__()
        self.objective, self.weight = objective, nn.Parameter(torch.zeros(1))

    def forward(self, x, t, cross_attn_cond, global_cond, cfg_scale):
        assert cfg_scale == 1.0 and global_cond is None and t.shape == (len(x),)
        t, mean = t[:, None, None], cross_attn_cond.reshape(x.shape)
        alpha, beta = (torch.cos(math.pi * t / 2), torch.sin(math.pi * t / 2)) if self.objective == "v" else (1 - t, t)
        clean = mean + alpha * SPREAD**2 / (alpha**2 * SPREAD**2 + beta**2) * (x - alpha * mean)
        noise = (x - alpha * clean) / beta
        return alpha * noise - beta * clean if self.objective == "v" else noise - clean


class Folded(nn.Module):
    """An autoencoder that loses nothing: RATIO samples of each channel stand above one another."""

    downsampling_ratio, io_channels = RATIO, 2

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def encode(self, audio):
        return audio.unfold(2, RATIO, RATIO).transpose(2, 3).flatten(1, 2)

    def decode(self, z):
        return z.unflatten(1, (2, RATIO)).transpose(2, 3).flatten(2)


class Exact(nn.Module):
    """Stands where a ConditionedDiffusionModelWrapper stands."""

    io_channels, min_input_length = 2 * RATIO, RATIO

    def __init__(self, objective):
        super().__init__()
        self.diffusion_objective = objective
        self.model, self.pretransform = Network(objective), Folded()

    def conditioner(self, told, device):
        return [self.mean(words["prompt"]).reshape(1, 1, -1) for words in told]

    def get_conditioning_inputs(self, found):
        return {"cross_attn_cond": torch.cat(found), "global_cond": None}

    def mean(self, prompt):
        return self.pretransform.encode(tones(torch.tensor([MIXTURES.get(prompt, (0.0, 0.0))])))


def exact_prior(objective):
    return StableAudioPrior(Exact(objective), CONFIG, SAMPLES / RATE)
