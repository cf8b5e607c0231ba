"""A recording while its call goes on."""
