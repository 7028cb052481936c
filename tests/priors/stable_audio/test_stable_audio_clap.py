"""CLAP through the real laion-clap: its own model with random weights, and tokenizers that know letters alone."""

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("stable_audio_tools")  # which brings laion-clap; importing that one asks the network

WORK = """
import sys
from pathlib import Path
import torch
from bridge.bench.stable_audio.clap import Clap
import laion_clap

torch.manual_seed(1)
own = laion_clap.CLAP_Module(enable_fusion=False, device="cpu").eval()
path = Path(sys.argv[1])
torch.save({"epoch": 3, "state_dict": {f"module.{k}": v for k, v in own.model.state_dict().items()}}, path)
torch.manual_seed(2)
ours = Clap(path)
sound = 0.2 * torch.randn((2, 48000), generator=torch.Generator().manual_seed(0))
heard = own.get_audio_embedding_from_data(x=sound.mean(0)[None].numpy(), use_tensor=False)[0]
read = own.get_text_embedding(["a bell", "another"], use_tensor=False)[0]
wanted = float(torch.nn.functional.cosine_similarity(torch.tensor(heard), torch.tensor(read), dim=0))
found, other = ours.score(sound, 48000, "a bell"), ours.score(sound, 48000, "kick drum")
assert abs(found - wanted) < 1e-5 and abs(found - other) > 1e-5, (found, wanted, other)
"""


def snapshot(home, repository, files):
    """A repository in the layout of the Hub's cache."""
    root = home / "hub" / f"models--{repository.replace('/', '--')}"
    folder = root / "snapshots" / ("0" * 40)
    folder.mkdir(parents=True)
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text("0" * 40)
    for name, text in files.items():
        (folder / name).write_text(text if isinstance(text, str) else json.dumps(text))
    return folder


@pytest.mark.slow
def test_a_checkpoint_scores_as_laion_clap_itself_would(tmp_path):
    from transformers import RobertaConfig, RobertaModel

    letters = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *(chr(c) for c in range(33, 127)), "Ġ"]
    pieces = {"vocab.json": {letter: k for k, letter in enumerate(letters)}, "merges.txt": "#version: 0.2\n"}
    snapshot(tmp_path, "bert-base-uncased", {"vocab.txt": "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n",
                                             "config.json": {"model_type": "bert"}})  # fmt: skip
    snapshot(tmp_path, "facebook/bart-base", {**pieces, "config.json": {"model_type": "bart"}})
    roberta = snapshot(tmp_path, "roberta-base", pieces)
    small = RobertaConfig(
        vocab_size=len(letters), num_hidden_layers=1, intermediate_size=64, max_position_embeddings=514
    )
    RobertaModel(small).save_pretrained(roberta)
    where = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", WORK, str(tmp_path / "clap.pt")]
    run = subprocess.run(command, env=where, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr[-2000:]
