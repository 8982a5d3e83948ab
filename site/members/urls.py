from django.urls import path

from members import account, mine, tokens, views

urlpatterns = [
    path("", account.account, name="members_account"),
    path("profil/", account.profile, name="members_profile"),
    path("donnees/", account.data, name="members_data"),
    path("supprimer/", account.delete, name="members_delete"),
    path("jetons/", tokens.tokens, name="members_tokens"),
    path("jetons/<int:pk>/supprimer/", tokens.revoke, name="members_revoke_token"),
    path("fichiers/<uuid:pk>/", views.upload, name="members_upload"),
    path("contributions/", mine.contributions, name="members_contributions"),
    path("contributions/<uuid:pk>/retirer/", mine.withdraw, name="members_withdraw"),
    path("contributions/<uuid:pk>/retirer-accord/", mine.withdraw_consent, name="members_withdraw_consent"),
    path("contributions/<uuid:pk>/", mine.contribution, name="members_contribution"),
]
