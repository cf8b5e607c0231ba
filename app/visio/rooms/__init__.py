"""Rooms: the lasting address of a meeting, its settings, and who has which role in it."""
