"""What is erased when: every domain's erasers, run at their term, each run proved by a line in the audit log."""
