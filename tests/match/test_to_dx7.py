"""A sound of another voice as a DX7 patch, and what that loses."""

from types import SimpleNamespace

import pytest
import torch

from bridge.distill.approach import Effort
from bridge.distill.bank import make_bank, render_levelled
from bridge.distill.draws import draw_presets
from bridge.distill.quantise import Search
from bridge.errors import BadRequest, Cancelled
from bridge.match.to_dx7 import to_dx7
from bridge.presets.dx7_voice import rounded
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

SMALL = Effort(islands=1, population=6, generations=3, candidates=2, descend_steps=6)
QUICK = Search(drawn=3, rounds=1, promising=6, together=2, kept=2)
EAR = SimpleNamespace(device="cpu", listens=False, decodes="analysis", analyse=WarpedSpectrogram(), seconds=0.5)
DX7 = voice("dx7")


@pytest.fixture(scope="module")
def bank():
    return make_bank(EAR, load_synth(DX7), torch.from_numpy(draw_presets(DX7, 24, seed=5)).float(), 0.5)


def test_an_fm_preset_becomes_a_patch_and_the_loss_is_told(bank):
    fm = voice("fm")
    audio, _ = render_levelled(load_synth(fm), torch.from_numpy(draw_presets(fm, 1, seed=3)).float(), 0.5)
    steps = []
    found = to_dx7(EAR, load_synth(DX7), audio[0], bank, SMALL, QUICK, tell=steps.append)
    values = DX7.space.to_dict(found.natural.tolist())
    assert rounded(values) == pytest.approx(values), "whole numbers"
    assert 0 < found.distance <= found.rounded_distance < 2 and 0 < found.real_distance < 1 and found.lsd > 0
    first = next(s.loss for s in steps)
    assert found.distance < first + 0.05, "no worse than what the bank had, but for rounding"


def test_a_patch_s_own_sound_loses_little(bank):
    audio = load_synth(DX7).render(bank.natural[3:4], 44100, 0.5)[0]
    found = to_dx7(EAR, load_synth(DX7), audio, bank, SMALL, QUICK)
    assert found.real_distance < 0.02 and found.distance < 0.1
    assert found.cents is None or abs(found.cents) < 25


def test_silence_and_a_stop_end_it(bank):
    with pytest.raises(BadRequest, match="silent"):
        to_dx7(EAR, load_synth(DX7), torch.zeros(2, 22050), bank, SMALL, QUICK)

    def stop(_):
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        to_dx7(EAR, load_synth(DX7), torch.rand(2, 22050) - 0.5, bank, SMALL, QUICK, tell=stop)
