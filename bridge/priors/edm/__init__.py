"""The embedded prior: `spectrogram` is what it sees, `text` what it reads, `network` and `model` the denoiser, `invert`
the way back to sound; `corpus`, `data`, `training`, `words` made the weights beside them.
"""
