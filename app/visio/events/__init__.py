"""Tells other parts and other processes what happened, after it is committed."""
