"""How well text and speakers match a truth that is known: error rates, fixed prompts, meetings made on the spot."""
