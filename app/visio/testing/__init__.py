"""What tests of the domains share: people with browsers, and an engine that remembers."""
