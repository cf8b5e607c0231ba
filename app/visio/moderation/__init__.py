"""What people may do to one another in a call: mute, hands, the floor, names, roles, removal."""
