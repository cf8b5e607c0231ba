"""Building, checking and testing the whole repository."""
