"""What an eraser is. Each domain has its own; `retention` runs them all."""
