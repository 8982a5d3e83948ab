"""The URLs of `/compte/`: the account, its tokens, files and contributions. Those of allauth are beside them."""

from django.urls import path

from members import views
from members.accounts import tokens
from members.accounts import views as account
from members.contributions.views import account_pages
from members.sessions.views import back

urlpatterns = [
    path("", account.account, name="members_account"),
    path("profil/", account.profile, name="members_profile"),
    path("donnees/", account.data, name="members_data"),
    path("supprimer/", account.delete, name="members_delete"),
    path("reconnexion/", back, name="session_back"),
    path("jetons/", tokens.tokens, name="members_tokens"),
    path("jetons/<int:pk>/supprimer/", tokens.revoke, name="members_revoke_token"),
    path("fichiers/<uuid:pk>/", views.upload, name="members_upload"),
    path("contributions/", account_pages.contribution_list, name="members_contributions"),
    path("contributions/<uuid:pk>/retirer/", account_pages.withdraw, name="members_withdraw"),
    path("contributions/<uuid:pk>/supprimer/", account_pages.delete_draft, name="members_delete_draft"),
    path("contributions/<uuid:pk>/retirer-accord/", account_pages.withdraw_consent, name="members_withdraw_consent"),
    path("contributions/<uuid:pk>/", account_pages.contribution_detail, name="members_contribution"),
]
