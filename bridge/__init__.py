"""sds-bridge: a sentence becomes a playable synthesizer preset.

    prompt ─► priors ─┐
                      ├─► distill ─► presets ─► interfaces (OSC) · realtime voice
    voices ─► synths ─┘

`voices` says which parameters a synthesizer has; `synths` turns them into sound, differentiably, on `kernels`;
`priors` knows what sentences sound like; `distill` moves the parameters until the sound is what the prior would make
of the sentence (Audio-SDS); `match` does so for a sound that is there already; `presets` keeps the result; `realtime`
plays it; `interfaces`, `jobs` and `daemon` let a DAW ask for all this while it plays. `evaluate` judges, `bench`
measures. `pipeline.prompt_to_preset` is the whole story on one screen.
"""

__version__ = "0.1.0"
