"""The lobby: who waits, who decides, and the way through. What waiting people receive is a short list, pushed."""
