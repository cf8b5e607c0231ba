"""The text of recordings: who said what and when, its corrections, its exports, its outline and minutes."""
