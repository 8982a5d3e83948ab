from tests.members.scene import editor, member, moderator, people, place, published_place  # noqa: F401
