"""Jobs about recordings: finishing, erasing, composing, importing."""
