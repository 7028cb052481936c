"""Sound matching: from a sound to the parameters of a voice that sounds like it. No prior guides it; no prompt."""
