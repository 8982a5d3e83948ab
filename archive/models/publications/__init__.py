"""Publications: studies, guides, articles, films, and what a study taught."""
