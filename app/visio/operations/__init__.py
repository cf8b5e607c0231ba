"""What the operator looks at: health today, more later."""
