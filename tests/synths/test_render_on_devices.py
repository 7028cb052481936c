"""What a GPU would render is what a CPU renders, but for FM's recurrence (`tests/kernels/test_fm_triton`)."""

from types import SimpleNamespace

import pytest
import torch
from test_render import RATE, presets

from bridge.kernels import devices
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

VOICES = ("fm2", "fm6", "impact", "impact3")


def both_ways(name, natural):
    """Sound of a high note, so that some oscillators fade, and its gradient."""
    natural = natural.clone().requires_grad_()
    sound = load_synth(voice(name)).render(natural, RATE, 0.15, 100)
    weight = torch.randn(sound.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return sound.detach(), torch.autograd.grad(sound, natural, weight.to(sound))[0]


@pytest.mark.parametrize("name", VOICES)
def test_the_devices_way_is_the_same(monkeypatch, name):
    natural = presets(name, 3, seed=5)
    want, exact = both_ways(name, natural)
    monkeypatch.setattr(devices, "resident", lambda x: True)
    monkeypatch.setattr("bridge.kernels.fm.devices", SimpleNamespace(resident=lambda x: False))
    got, close = both_ways(name, natural)
    single, _ = both_ways(name, natural.float())
    assert (got - want).abs().max() < 2e-6 * want.abs().max()
    assert (close - exact).abs().max() < 1e-5 * exact.abs().max()
    assert (single - want).abs().max() < 1e-4 * want.abs().max()


@pytest.mark.parametrize("name", VOICES)
def test_nothing_lies_on_the_cpu(monkeypatch, name):
    def recurrence(*inputs):
        *tensors, _tame = inputs
        assert {x.device.type for x in tensors} == {"meta"}
        return tensors[2].sum(1)

    monkeypatch.setattr("bridge.synths.fm.fm", recurrence)
    natural = presets(name, 2).float().to("meta").requires_grad_()
    sound = load_synth(voice(name)).render(natural, RATE, 0.05, velocity=0.5)
    assert sound.shape == (2, 2, 800) and sound.device.type == "meta"
    assert torch.autograd.grad(sound.sum(), natural)[0].device.type == "meta"
