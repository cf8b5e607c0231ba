"""Captions while people speak: sound in as it comes, text out that grows and is corrected, then final.

`base` is the seam; one file per engine. `server` is the process in which recognition runs beside the captioner.
"""
