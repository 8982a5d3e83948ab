"""The demo's guide: nine sheets, written for it."""
