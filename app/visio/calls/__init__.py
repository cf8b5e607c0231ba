"""Calls: one stretch of time with people in a room; who was there, how they came in, what late joiners are told."""
