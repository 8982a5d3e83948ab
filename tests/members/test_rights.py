import pytest
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage

from archive.models import EventIndexPage, ProjectIndexPage, PublicationIndexPage
from core.setup import ensure_page
from home.models import StandardPage
from inventory.models import InventoryIndexPage
from memento.models import MementoPage, TestimonialIndexPage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
SECTIONS = [InventoryIndexPage, TestimonialIndexPage, EventIndexPage, PublicationIndexPage, ProjectIndexPage]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda model: model.__name__)
def test_members_add_and_never_publish_in_the_sections_they_feed(member, section):
    rights = section.objects.get().permissions_for_user(member)
    assert rights.can_add_subpage()
    assert not rights.can_publish_subpage()
    assert not rights.can_edit()


def test_members_add_nowhere_else_and_stay_out_of_the_admin(client, home, member):
    assert not home.permissions_for_user(member).can_add_subpage()
    assert not MementoPage.objects.get().permissions_for_user(member).can_add_subpage()
    client.force_login(member)
    assert client.get("/admin/").status_code in (302, 403)


@pytest.mark.parametrize("who", ["editor", "moderator"])
def test_editors_and_moderators_publish_everywhere(request, home, who):
    user = request.getfixturevalue(who)
    page = ensure_page(home, StandardPage, "texte", "Texte")
    for rights in (page.permissions_for_user(user), SiteProfilePageFactory().permissions_for_user(user)):
        assert rights.can_publish()
        assert rights.can_edit()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda model: model.__name__)
def test_contributions_pass_the_moderators(section, home, moderator):
    page = section.objects.get()
    workflow = page.get_workflow()
    assert workflow.name == "Modération"
    (task,) = workflow.tasks.all()
    assert moderator in task.specific.groups.get().user_set.all()


def test_setup_keeps_what_an_operator_has_chosen(home):
    section = InventoryIndexPage.objects.get()
    mine = Workflow.objects.create(name="Le nôtre", active=True)
    WorkflowPage.objects.update_or_create(page=section, defaults={"workflow": mine})
    rights = GroupPagePermission.objects.count()
    call_command("setup_site", verbosity=0)
    assert section.get_workflow() == mine
    assert GroupPagePermission.objects.count() == rights
    assert Workflow.objects.count() == 2
