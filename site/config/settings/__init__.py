"""Settings: `base` is safe by default; `dev`, `test` and `production` change as little of it as they can."""
