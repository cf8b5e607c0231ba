"""Long work that waits its turn: a table of jobs, each run by a child process of the worker that can be killed."""
