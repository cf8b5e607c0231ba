"""What the application is told before it starts, and what is made from that."""
