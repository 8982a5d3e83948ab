"""What Wagtail’s API calls what Sillon’s tells; the lists of `inventory.places.queries` keep their names."""

#: What a card of the list needs, as `?fields=` names it.
CARD = (
    "translation_key", "summary", "families", "state", "state_label", "milieu", "milieu_label", "address", "postcode",
    "commune", "insee_code", "department", "epci", "longitude", "latitude", "website", "completeness", "verified_on",
    "freshness", "image",
)  # fmt: skip
SHEET = (
    "other_names", "operator", "siret", "rna", "opened", "opened_earliest", "opened_latest", "opened_label", "closed",
    "closed_earliest", "closed_latest", "closed_label", "closing_causes", "hindsight", "email", "phone", "video_url",
    "address_extra", "precision", "publics", "origins", "management", "initiative", "subsidy", "balance", "dependent",
    "staff", "tenure", "lease_end", "lease_end_earliest", "lease_end_latest", "lease_end_label", "spaces", "equipment",
    "desks", "built_area", "outdoor_area", "bandwidth", "accessibility", "opening_hours", "hours", "open",
    "hours_note", "transport", "facilitation", "facilitation_hours", "rituals", "programming", "governance",
    "participation", "verified_by", "body", "logo", "themes", "precision_label",
)  # fmt: skip
