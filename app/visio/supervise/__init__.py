"""Child processes of the worker: one for each key that is wanted, started again when it dies, gone with the worker."""
