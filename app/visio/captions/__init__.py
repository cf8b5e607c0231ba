"""Captions of a call: who may have them, who wants them, and the captioner that makes them. No recognition here."""
