"""The embedded prior: `spectrogram` is what it sees, `text` what it reads, `network` and `model` the denoiser, `invert`
the way back to sound. `listener` hears kinds of sound, `outline` and `nuance` tell those of one kind apart by what
`wording` expects of the words. `corpus`, `data`, `training`, `words` made the weights beside them.
"""
