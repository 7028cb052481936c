"""The models that are known by name: where their weights are, and what one must accept to use them."""

from __future__ import annotations

import os
from dataclasses import dataclass

LOGIN = "hf auth login"
"""how the Hub learns who you are (huggingface_hub 1.0 and later)"""
EXTRA = 'pip install "sds-bridge[stable-audio]"'
NOT_INSTALLED = f"stable-audio-tools is not installed; use Python 3.11 and {EXTRA}"
FOLDER = "the path of a folder with model_config.json, model.safetensors and, unless it is in the cache, t5-base/"
"""what --prior takes in place of a name"""


@dataclass(frozen=True)
class KnownModel:
    """A model on the Hugging Face Hub. licence: of the weights, as presets quote it."""

    name: str
    repository: str
    licence: str
    doc: str

    @property
    def page(self) -> str:
        return f"https://huggingface.co/{self.repository}"

    def missing(self, why: str) -> str:
        """The one message about a model that cannot be had: why, and every way to get it."""
        offline = " (offline: HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE") else ""
        return (
            f"{self.name}: {why}{offline}. To get it: accept the {self.licence} at {self.page}, log in with `{LOGIN}`,"
            f" and run `sds-bridge prior check {self.name} --download` with a network; or give --prior {FOLDER}"
        )


LICENCE = "Stability AI Community License"
MODELS = {
    m.name: m
    for m in (
        KnownModel("stable-audio-open-1.0", "stabilityai/stable-audio-open-1.0", LICENCE,
                   "1.2 G parameters, stereo 44.1 kHz, up to 47 s; the model of the Audio-SDS paper"),
        KnownModel("stable-audio-open-small", "stabilityai/stable-audio-open-small", LICENCE,
                   "smaller, stereo 44.1 kHz, up to 11 s; rectified flow, distilled: no guidance"),
    )
}  # fmt: skip
