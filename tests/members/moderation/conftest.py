from tests.members.scene import (  # noqa: F401
    as_moderator,
    editor,
    member,
    moderator,
    people,
    place,
    proposal,
    published_place,
    sent_proposal,
)
