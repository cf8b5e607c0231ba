"""What can go wrong, as types. `base` holds the type, `problem` its HTTP form, `table` the list of all."""

from visio.errors.base import VisioError

__all__ = ["VisioError"]
