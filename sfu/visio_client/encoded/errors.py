"""What a reader says of a file that it cannot read."""


class NotReadable(ValueError):
    """The bytes are not a file of the kind."""
