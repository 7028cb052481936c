"""Audio-SDS: a prior and a synthesizer, and the parameters on which they agree. `optimise` is the story; `score` the
published method; `bank`, `evolve`, `draws` find where to start; `latent` is where the optimiser walks; `rank` chooses.
"""
