"""Starts everything in one process, and ends it. The only place that knows all parts."""

from visio.serve.command import serve

__all__ = ["serve"]
