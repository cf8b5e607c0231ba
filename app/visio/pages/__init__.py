"""Pages: the shell of the browser client, and the few pages that are made without script."""
