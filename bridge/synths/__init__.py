"""Differentiable synthesizers: natural parameters to a waveform [batch, channel, time]."""
