"""The image form, used in the admin (single and multiple uploads) and in Wagtail's API."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.forms import FileField, Widget
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage

from core.files import door
from core.text.typography import french

HELP = french(
    f"{door.IMAGE.names}, {door.IMAGE.megabytes} Mo au plus. La position, l’appareil et les autres données cachées "
    "sont retirés ; d’une image animée, la première vue est gardée."
)

DOCUMENT_HELP = french(
    f"{door.DOCUMENT.megabytes} Mo au plus. Des photos et des films, la position est retirée ; le nom des auteurs d’un "
    "document y reste."
)
#: Maximum length of a profile photo's longer side, in pixels.
AVATAR_SIDE = 400


class OriginalFormField(WagtailImageField):
    """Wagtail's field of an image, which cleans or refuses the file (`core.files.door`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = HELP
        # For the multiple upload, which checks in the browser.
        self.error_messages["file_too_large_unknown_size"] = door.IMAGE.too_large
        self.error_messages["invalid_image_extension"] = french(
            f"Ce format n’est pas pris. Envoyez un fichier {door.IMAGE.names}."
        )

    def to_python(self, data: Any) -> File | None:
        file = FileField.to_python(self, data)
        if file is None:
            return None
        door.check(file, door.IMAGE)
        return door.image(str(file.name), file)

    def widget_attrs(self, widget: Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **door.IMAGE.widget_attrs}


class AvatarFormField(FileField):
    """The photo of a profile, which passes the same door and is made small."""

    format = door.PHOTO

    def to_python(self, data: Any) -> File | None:
        file = super().to_python(data)
        if file is None:
            return None
        door.check(file, self.format)
        return door.image(str(file.name), file, long_side=AVATAR_SIDE)


class AvatarForm(AvatarPreferencesForm):
    """Wagtail's form, which would raise errors on damaged photos, turn upright ones, and ignore the clear box."""

    avatar = AvatarFormField(
        label="Photo de profil",
        required=False,
        help_text=french(f"{door.PHOTO.names}, {door.PHOTO.megabytes} Mo au plus."),
    )

    def clean_avatar(self) -> Any:
        avatar = self.cleaned_data.get("avatar")
        return self._original_avatar if avatar is None else avatar


class DocumentForm(BaseDocumentForm):
    """Cleans an uploaded document or refuses it. Wagtail uses it through `WAGTAILDOCS_DOCUMENT_FORM_BASE`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.help_text = DOCUMENT_HELP
            field.error_messages["file_too_large_unknown_size"] = door.DOCUMENT.too_large
            field.widget.attrs |= door.DOCUMENT.widget_attrs

    def clean_file(self) -> File:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        door.check(file, door.DOCUMENT)
        return door.document(file)


class ImageForm(BaseImageForm):
    """Cleans an uploaded image or refuses it. Wagtail uses it through `WAGTAILIMAGES_IMAGE_FORM_BASE`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            # Wagtail chooses the class of this field in a function that takes no setting.
            self.fields["file"] = OriginalFormField(
                required=field.required, label=field.label, widget=field.widget, max_length=field.max_length
            )

    def save(self, commit: bool = True) -> AbstractImage:
        """Save the image. A replaced file is deleted on commit, after its renditions."""
        replaced: FieldFile = vars(self).pop("original_file")
        self.original_file = None
        image: AbstractImage = super().save(commit=commit)
        if commit and replaced and "file" in self.changed_data:
            transaction.on_commit(lambda: replaced.storage.delete(str(replaced.name)))
        return image
