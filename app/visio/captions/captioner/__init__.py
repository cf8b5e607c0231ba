"""The captioner of one call: a visible participant, in a process of its own, that hears and publishes text."""
