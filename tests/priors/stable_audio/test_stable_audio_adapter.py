"""The adapter says what the library itself would say, step by step; and its own laws."""

import pytest
import torch

pytest.importorskip("stable_audio_tools")

from bridge.distill.optimise import imagine
from bridge.distill.score import Score
from bridge.distill.settings import FitSettings
from bridge.errors import BadRequest
from bridge.priors.guidance import guided
from bridge.priors.sampling import ddim
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.codec import CHUNK, OVERLAP, in_chunks
from bridge.priors.stable_audio.loading import _loaded
from bridge.priors.stable_audio.prior import REMEMBERED, ROWS

LEVELS = (0.05, 0.7, 2.0, 30.0)


@pytest.fixture
def v(priors):
    return priors["v"]


@pytest.fixture
def flow(priors):
    return priors["rf_denoiser"]


def noise(prior, rows=2, seed=0):
    return torch.randn((rows, 8, prior.frames), generator=torch.Generator().manual_seed(seed))


def told(prior, prompt, negative=False, rows=2):
    """What the library makes of a prompt, by its public calls."""
    words = {"prompt": prompt, "seconds_start": 0, "seconds_total": 1}
    model = prior.model
    return model.get_conditioning_inputs(model.conditioner([words] * rows, "cpu"), negative=negative)


@pytest.mark.parametrize("sigma", LEVELS)
@pytest.mark.parametrize("weight", [1.0, 3.5])
def test_a_denoising_is_the_librarys_own_step(v, sigma, weight):
    library.load()
    from k_diffusion.external import VDenoiser

    z = noise(v) * (1 + sigma)
    level = torch.full((2,), sigma)
    with torch.no_grad():
        wanted = VDenoiser(v.model.model)(z, level, cfg_scale=weight, **told(v, "kick"))
    untold = v.denoise(z, level, v.embed(["", ""]))
    tolerance = 2e-5 * (1 + sigma)
    assert (wanted - untold).abs().max() > 40 * tolerance, "the prompt does something"
    found = guided(v, v.embed(["kick"]), v.embed([""]), weight)(z, level)
    assert torch.allclose(found, wanted, atol=tolerance, rtol=1e-4)


@pytest.mark.parametrize("t", [0.02, 0.4, 0.97])
@pytest.mark.parametrize("weight", [1.0, 2.0])
def test_a_denoising_of_a_flow_model_is_one_euler_step_to_the_end(flow, t, weight):
    from stable_audio_tools.inference.sampling import sample_discrete_euler

    x = noise(flow)
    sigma = flow.schedule.sigma_of(torch.tensor(t))
    wanted = sample_discrete_euler(flow.model.model, x, sigmas=torch.tensor([t, 0.0]), disable_tqdm=True,
                                   cfg_scale=weight, **told(flow, "bass"))  # fmt: skip
    found = guided(flow, flow.embed(["bass"]), flow.embed([""]), weight)(x / (1 - t), sigma.expand(2))
    assert torch.allclose(found, wanted, atol=1e-4)


def test_a_partial_chain_is_the_librarys_ddim(v):
    """`z = z0 + σ n` and the library's x differ by a factor only: the same chain, four guided steps from t = 0.6."""
    from stable_audio_tools.inference.sampling import sample

    x, steps = noise(v), 4
    with library.quiet():
        wanted = sample(v.model.model, x, steps, eta=0.0, sigma_max=0.6, cfg_scale=3.0, **told(v, "bass"))
    times = torch.linspace(0.6, 0, steps + 1)
    sigmas = v.schedule.sigma_of(times)
    z = x / v.schedule.shrink(sigmas[0])
    found = ddim(guided(v, v.embed(["bass"]), v.embed([""]), 3.0), z, sigmas)
    assert (found - wanted).abs().max() < 1e-4 * wanted.std(), "rounding of four guided steps"


def test_what_is_to_be_avoided_is_the_librarys_negative_prompt(v):
    from k_diffusion.external import VDenoiser

    z, level = noise(v), torch.full((2,), 1.5)
    with torch.no_grad():
        wanted = VDenoiser(v.model.model)(z, level, cfg_scale=4.0, **told(v, "kick"), **told(v, "reverb", True))
    found = guided(v, v.embed(["kick"]), v.embed(["reverb"]), 4.0)(z, level)
    assert torch.allclose(found, wanted, atol=1e-4)
    assert not torch.allclose(found, guided(v, v.embed(["kick"]), v.embed([""]), 4.0)(z, level), atol=1e-3)


def test_conditions_are_rows(v):
    together = v.embed(["kick", "", "bass"])
    assert len(together) == 3 and not together.cross[1].any() and together.cross[0].any()
    assert torch.equal(together.whole[0], together.whole[1]), "the seconds as a whole are told in any case"
    assert torch.equal(together.rows(2, 3).cross, v.embed(["bass"]).cross)
    assert torch.equal(v.embed(["  "]).cross, v.embed([""]).cross)


def test_rows_do_not_know_of_one_another(v):
    """Nor of how many pass at once."""
    rows = ROWS + 3
    z, level = noise(v, rows), torch.linspace(0.1, 20, rows)
    condition = v.embed(["kick"] * (rows - 1) + [""])
    together = v.denoise(z, level, condition)
    apart = torch.cat([v.denoise(z[k : k + 1], level[k : k + 1], condition.rows(k, k + 1)) for k in range(rows)])
    assert torch.allclose(together, apart, atol=1e-4)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_is_near(folders, v, dtype):
    half = _loaded.__wrapped__(str(folders["v"]), "cpu", dtype, False, False).of_length(v.seconds)
    z, level = noise(v), torch.tensor([0.4, 3.0])
    found, wanted = (p.denoise(z, level, p.embed(["kick", "bass"])) for p in (half, v))
    assert found.dtype == torch.float32
    error = (found - wanted).square().mean().sqrt() / wanted.square().mean().sqrt()
    assert 1e-6 < error < (0.03 if dtype == "bfloat16" else 0.004)


def test_a_latent_is_the_posteriors_mean(v):
    """The library draws; the mean of many draws is what we give, every time."""
    sound = 0.3 * torch.randn((1, 2, v.samples), generator=torch.Generator().manual_seed(3))
    ours = v.encode(sound)
    assert torch.equal(ours, v.encode(sound))
    with torch.no_grad():
        draws = torch.cat([v.model.pretransform.encode(sound) for _ in range(40)])
    assert ((draws.mean(0) - ours[0]).abs() < 5 * draws.std(0) / 40**0.5).float().mean() > 0.99


def test_long_sounds_go_through_in_pieces(folders):
    """40,960 samples are 320 frames: three pieces. Nobody hears the seams."""
    long = _loaded.__wrapped__(str(folders["v"]), "cpu", None, False, False).of_length(40960 / 44100)
    sound = 0.3 * torch.randn((1, 2, long.samples), generator=torch.Generator().manual_seed(3))
    z = long.encode(sound)
    with torch.no_grad():
        whole = long.model.pretransform.model.encode(sound, skip_bottleneck=True).chunk(2, 1)[0]
        assert torch.allclose(z, whole, atol=1e-5)
        assert torch.allclose(long.decode(z), long.model.pretransform.decode(whole), atol=1e-5)


def test_no_seam_is_heard_with_the_strides_of_the_real_one():
    """Its autoencoder layer by layer, of few channels: a piece must overlap as far as that one sees."""
    from stable_audio_tools.models.autoencoders import OobleckDecoder, OobleckEncoder

    coder = {"channels": 1, "c_mults": [1, 2, 4, 8, 16], "strides": [2, 4, 4, 8, 8], "use_snake": True}
    frames, ratio = CHUNK + 2 * OVERLAP + 8, 2048
    sound = 0.3 * torch.randn((1, 2, frames * ratio), generator=torch.Generator().manual_seed(3))
    with torch.no_grad(), torch.random.fork_rng([]):
        torch.manual_seed(0)
        encoder = OobleckEncoder(in_channels=2, latent_dim=4, **coder)
        decoder = OobleckDecoder(out_channels=2, latent_dim=4, final_tanh=False, **coder)
        z = encoder(sound)
        assert z.shape[-1] == frames and ratio * z.shape[-1] == sound.shape[-1]
        for pieces, whole in (
            (in_chunks(sound, frames, ratio, 1, encoder), z),
            (in_chunks(z, frames, 1, ratio, decoder), decoder(z)),
        ):
            assert (pieces - whole).abs().max() < 1e-4 * whole.abs().max()


def test_shapes_lengths_and_channels(v):
    short = v.of_length(0.05)
    assert short.frames == 18 and short.decode(noise(short)).shape == (2, 2, 2205)
    mono = torch.randn((1, 1, 2205), generator=torch.Generator().manual_seed(1))
    assert torch.equal(short.encode(mono), short.encode(mono.expand(1, 2, -1)))
    assert torch.equal(short.encode(mono), short.encode(torch.nn.functional.pad(mono, (0, 99)))), "silence after it"
    with pytest.raises(BadRequest, match=r"makes up to 0\.9"):
        v.of_length(2.0)
    assert v.of_length(v.seconds) is v and v.of_length(0.05).seconds == 0.05 and v.frames == 32


def test_the_whole_window(folders, v):
    whole = _loaded.__wrapped__(str(folders["v"]), "cpu", None, False, True).of_length(v.seconds)
    assert whole.frames == 320 and whole.decode(noise(whole)).shape == (2, 2, v.samples)


def test_the_encoder_passes_gradients_on(v):
    """For encoder-SDS; the weights themselves get none."""
    sound = torch.zeros((1, 2, v.samples), requires_grad=True)
    v.encode(sound + 0.1).square().sum().backward()
    assert sound.grad is not None and sound.grad.abs().sum() > 0
    assert not any(p.requires_grad for p in v.model.parameters())


@pytest.mark.parametrize("objective", ["v", "rf_denoiser"])
def test_samples_are_the_librarys_and_leave_no_trace(priors, objective, capfd):
    prior = priors[objective]
    torch.manual_seed(5)
    untouched = torch.rand(3)
    torch.manual_seed(5)
    first, again, other = (prior.sample("kick", 2, steps=3, seed=s) for s in (1, 1, 2))
    assert first.shape == (2, 8, 32) and torch.equal(first, again) and not torch.allclose(first, other)
    assert torch.equal(torch.rand(3), untouched), "the global random numbers go on as if nothing had happened"
    assert not torch.allclose(first, prior.sample("kick", 2, steps=3, seed=1, guidance=3.0, negative="bass"))
    assert capfd.readouterr().out == ""


def test_sampling_leaves_the_switches_of_the_backends_alone(v):
    switches = torch.backends.cudnn
    before = switches.allow_tf32, switches.benchmark
    try:
        switches.allow_tf32, switches.benchmark = True, True
        v.sample("kick", 1, steps=1)
        assert switches.allow_tf32 and switches.benchmark
    finally:
        switches.allow_tf32, switches.benchmark = before


def test_every_seed_means_the_same_sounds_again(v):
    """To the library −1 means any."""
    assert torch.equal(v.sample("kick", 1, steps=1, seed=-1), v.sample("kick", 1, steps=1, seed=-1))


def test_a_fit_imagines_by_the_models_own_sampler(flow, v):
    """A distilled model jumps and is noised again; nothing else was it made for."""
    for prior, sampler in ((flow, "pingpong"), (v, "dpmpp-2m-sde")):
        settings = FitSettings(guidance=prior.guidance, imagined=2, sample_steps=3, score=Score(compare="l2"))
        found = imagine(prior, "kick", settings, seed=4, negative="bass")
        assert torch.equal(found, prior.sample("kick", 2, 3, prior.guidance, 4, sampler, "bass"))


def test_what_was_told_is_remembered_and_no_more_than_so_much(v, monkeypatch):
    asked, whole = [], v.model.conditioner.forward
    monkeypatch.setattr(
        v.model.conditioner, "forward", lambda words, device: asked.append(words[0]) or whole(words, device)
    )
    v._told.clear()
    v.embed(["kick", "kick"])
    v.of_length(0.05).embed(["kick"])
    assert len(asked) == 1, "as many whole seconds: the same conditioning"
    monkeypatch.setattr(v, "seconds", 2.5)
    v.embed(["kick"])
    assert [words["seconds_total"] for words in asked] == [1, 3]
    for k in range(REMEMBERED):
        v.embed([f"kick {k}"])
    assert len(v._told) == REMEMBERED and ("kick", 1) not in v._told


def test_distilled_models_want_no_guidance(v, flow):
    assert flow.guidance == 1.0 < v.guidance
