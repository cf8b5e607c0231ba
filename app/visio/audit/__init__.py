"""Who did what and when: append-only, people by account or per-call number, never by name."""
