"""Is someone speaking? `base` is the seam, `silero` the engine."""
