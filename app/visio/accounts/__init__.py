"""People: accounts, sign-in, one-time links, and who is acting in a request."""
