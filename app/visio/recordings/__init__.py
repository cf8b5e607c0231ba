"""Recordings: asking for consent, what is written, where it is kept, who may see it, and for how long."""
