"""Settings: `base` is safe by default; `dev`, `test` and `production` override as little as possible."""
