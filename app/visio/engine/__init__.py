"""The media engine as the application sees it: tokens out, orders out, events in.

`base` is the contract; `embedded`, `livekit` and `scripted` fulfil it; `outbox` sends in order after commit.
"""
