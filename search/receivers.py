"""Changes by editors that change what the search finds."""

from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from core.receivers import watch
from search.models import Synonym

watch(Synonym, SearchPromotion, Query)
