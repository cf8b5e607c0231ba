"""Playing and downloading: signed addresses, and the server behind them beside Django."""
