"""What a cache folder holds of a voice's banks."""

import os

import platformdirs

from bridge.distill.bank import load_bank
from bridge.priors.edm.prior import load_embedded
from bridge.voices.catalog import voice


def test_of_old_banks_the_last_few_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))
    for k in range(6):
        for name in ("fm2", "fm22"):
            old = tmp_path / f"bank-{name}-{k}.safetensors"
            old.write_bytes(b"")
            os.utime(old, (k, k))
    made = load_bank(voice("fm2"), load_embedded(), size=8)
    left = {path.name for path in tmp_path.glob("bank-fm2-*")}
    assert left > {f"bank-fm2-{k}.safetensors" for k in (3, 4, 5)} and len(left) == 4
    assert len(list(tmp_path.glob("bank-fm22-*"))) == 6, "another voice's stay"
    assert load_bank(voice("fm2"), load_embedded(), size=8).natural.equal(made.natural)
