"""Recognition of recorded speech. `base` is the seam, `engines` the table of what can be chosen."""
