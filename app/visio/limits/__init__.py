"""How often something may be done. `rates` names every limit, the back ends count."""
