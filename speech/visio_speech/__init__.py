"""From sound to text: who spoke when, and what was said. Knows nothing of rooms, accounts or the application.

`transcribe`, `activity`, `diarize` and `caption` each hold a seam (`base`), a scripted double and one file per engine.
`worker` makes the transcript of one meeting in a process of its own.
"""
