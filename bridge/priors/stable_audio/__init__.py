"""Stable Audio as a prior, through stable-audio-tools (an extra: `pip install "sds-bridge[stable-audio]"`).

`catalogue` names the models and their licences; `files` finds a model on this machine or on the Hub; `library` is the
only door to stable-audio-tools; `loading` makes a prior of both. `prior` is the adapter, on `schedule` (t <-> σ),
`condition` (text and seconds) and `codec` (the autoencoder). Nothing here imports the library before it is needed.
"""
