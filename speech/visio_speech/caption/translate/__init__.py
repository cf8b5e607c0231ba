"""Captions in another language: final texts in, translated texts out, late or not at all rather than in the way.

`base` is the seam; one file per engine. `desk` is the bounded queue before an engine.
"""
