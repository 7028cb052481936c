"""Text and a noisy latent to a clean one. `base` is the protocol; `guidance` and `sampling` work on any prior; `edm` is
the embedded one; `gaussian` is known exactly, for tests.
"""
