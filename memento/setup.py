from wagtail.models import Page


def ensure_tree(front: Page) -> list[Page]:
    return []
