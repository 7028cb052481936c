"""OSC over UDP and TCP: packets, framing, patterns, dispatch."""
