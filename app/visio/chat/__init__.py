"""Messages of a call: kept for those who come late, erased after its end."""
