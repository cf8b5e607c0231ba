"""Files that people bring: a recording made elsewhere gets a place in the library, and a text."""
