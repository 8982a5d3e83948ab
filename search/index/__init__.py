"""The index of a host: what it stores, where it is, who writes it, and how processes open it."""
