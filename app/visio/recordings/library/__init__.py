"""Recordings after the call: who may see them, playing, sharing, downloading."""
