"""Background tasks on the durable queue: declaring them, running them under a lease, showing them in the admin."""
