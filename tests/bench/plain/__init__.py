"""The same data as a Wagtail developer would serve it with Wagtail's own means: what Sillon is measured against."""
