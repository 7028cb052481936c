"""Models of the real architecture with few parameters, made once a run and loaded like real ones."""

import pytest


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """objective -> a folder with a tiny model of random weights."""
    pytest.importorskip("stable_audio_tools")
    from bridge.bench.stable_audio.tiny import write_tiny

    root = tmp_path_factory.mktemp("models")
    return {o: write_tiny(root / o, o, seed=k, sample_size=40960) for k, o in enumerate(("v", "rf_denoiser"))}


@pytest.fixture(scope="session")
def priors(folders):
    """objective -> prior, for sounds of 32 latent frames."""
    from bridge.priors.stable_audio.loading import _loaded

    load = _loaded.__wrapped__  # of two models at once, which no user has
    return {o: load(str(f), "cpu", None, False, False).of_length(4096 / 44100) for o, f in folders.items()}
