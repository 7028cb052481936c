"""A Stable Audio of a few hundred thousand parameters: the real architecture, real-shaped files, made in seconds.

Two sounds, "low" and "high", are two mixtures of the same two tones. A tiny instance trained on them is a prior whose
optimum is known (`training`), so that what score distillation does with it can be measured.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.files import CONFIG, SAFE

RATE = 44100
SAMPLES = 4096
HERTZ = (440.0, 2200.0)
MIXTURES = {"low": (0.8, 0.1), "high": (0.1, 0.8)}
T5 = "t5-base"
WIDTH = 32
"""of the text encoder; a real t5-base has 768"""


def tiny_config(objective: str = "v", sample_size: int = SAMPLES, seconds_start: bool = True) -> dict[str, Any]:
    """model_config.json in the shape of Stable Audio Open's, with few and narrow layers."""
    numbers = (["seconds_start"] if seconds_start else []) + ["seconds_total"]
    coder = {"channels": 8, "c_mults": [1, 4], "strides": [8, 16], "use_snake": True}
    return {
        "model_type": "diffusion_cond", "sample_size": sample_size, "sample_rate": RATE, "audio_channels": 2,
        "model": {
            "pretransform": {"type": "autoencoder", "iterate_batch": True, "config": {
                "encoder": {"type": "oobleck", "config": {"in_channels": 2, "latent_dim": 16, **coder}},
                "decoder": {"type": "oobleck",
                            "config": {"out_channels": 2, "latent_dim": 8, "final_tanh": False, **coder}},
                "bottleneck": {"type": "vae"}, "latent_dim": 8, "downsampling_ratio": 128, "io_channels": 2}},
            "conditioning": {"configs": [
                {"id": "prompt", "type": "t5", "config": {"t5_model_name": T5, "max_length": 8}},
                *({"id": n, "type": "number", "config": {"min_val": 0, "max_val": 512}} for n in numbers),
            ], "cond_dim": WIDTH},
            "diffusion": {
                "cross_attention_cond_ids": ["prompt", *numbers], "global_cond_ids": numbers, "type": "dit",
                "diffusion_objective": objective,
                "config": {"io_channels": 8, "embed_dim": 64, "depth": 2, "num_heads": 2, "cond_token_dim": WIDTH,
                           "global_cond_dim": WIDTH * len(numbers), "project_cond_tokens": False,
                           "transformer_type": "continuous_transformer"}},
            "io_channels": 8,
        },
    }  # fmt: skip


def write_t5(folder: Path, **sizes: int) -> Path:
    """A T5 encoder with random weights and a tokenizer of a few words, in the files that transformers writes.

    sizes: fields of T5Config; the tiny ones if left out.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, T5Config, T5EncoderModel

    words = ["<pad>", "</s>", "<unk>", *MIXTURES, "drum", "kick", "bass", "reverb"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing("$A </s>", special_tokens=[("</s>", 1)])
    special = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    more: dict[str, Any] = dict(sizes) or {
        "d_model": WIDTH,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 1,
        "num_heads": 2,
        "vocab_size": 16,
    }
    with torch.random.fork_rng([]), library.quiet():  # of its progress bar
        torch.manual_seed(0)
        T5EncoderModel(T5Config(**more)).save_pretrained(folder)
    return folder


def write_model(folder: Path, config: dict[str, Any], model: Any) -> Path:
    """model_config.json and model.safetensors, as the Hub has them."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_text(json.dumps(config))
    save_file({name: x.contiguous() for name, x in model.state_dict().items()}, folder / SAFE)
    return folder


def write_tiny(folder: Path, objective: str = "v", seed: int = 0, awake: bool = True, **more: Any) -> Path:
    """A folder with a tiny model of random weights, text encoder and licence. awake: see `wake`; not for training."""
    config = tiny_config(objective, **more)
    encoder = write_t5(folder / T5)
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        model = library.build(config, {T5: encoder})
        if awake:
            wake(model)
    (folder / "LICENSE.md").write_text("# Test licence\n\nDo as you like.\n")
    return write_model(folder, config, model)


@torch.no_grad()
def wake(model: Any) -> None:
    """The library begins with every block's last layer at zero, so that an untrained model hears no prompt."""
    for weights in model.model.parameters():
        if not weights.any():
            weights.normal_(0, 2 / weights.shape[-1] ** 0.5 if weights.ndim > 1 else 0.1)


def tones(amplitudes: Tensor) -> Tensor:
    """[B, 2] -> the two tones so mixed, faded in and out, [B, 2, SAMPLES]; the synthesizer of the proof."""
    t = torch.arange(SAMPLES) / RATE
    fade = torch.sin(math.pi * torch.arange(SAMPLES) / SAMPLES).sqrt()
    waves = torch.stack([torch.sin(2 * math.pi * hz * t) for hz in HERTZ]) * fade
    return (amplitudes @ waves)[:, None].expand(-1, 2, -1)
