"""Who of several voices on one track is speaking? `base` is the seam."""
