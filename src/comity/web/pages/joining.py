"""Join a body, in the strongest way that one's account has; and say under which name one is shown."""

from __future__ import annotations

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from comity.body import rules
from comity.body.membership import Email, Name
from comity.body.names import ShownName
from comity.record.canonical import Json
from comity.store.models import Body, User
from comity.store.sequencer import body_of
from comity.web.acts.acting import actor_of
from comity.web.acts.asking import barrier, go, signed_in, standing
from comity.web.acts.forms import ActForm, Words, field_of
from comity.web.people import claims
from comity.web.people.names import names_of
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page

WAYS = {
    "invitation": _("by the invitation that was sent to your address"),
    "openid": _("by the provider with which you sign in (OpenID Connect)"),
    "domain": _("by your address, which is at the domain of an organisation that you named in your interests"),
    "e-mail": _("by your e-mail address, to which a code was sent"),
    "open": _("by nothing: this body asks for no proof"),
}
"""How it is shown who somebody is, in words."""

_SHOWN = Words(
    _("Name that everybody sees"),
    _("Leave it empty to take part under your identifier only. You can change it or erase it later."),
)


class JoinForm(ActForm):
    """What somebody says of themself: nothing of it must be."""

    shown = field_of(ShownName.model_fields["name"], _SHOWN, None)
    name__name = field_of(
        Name.model_fields["name"],
        Words(_("Name for the officers"), _("Only officers of this body read it. You can erase it at any time.")), None,
    )  # fmt: skip
    email__email = field_of(
        Email.model_fields["email"],
        Words(_("E-mail address for the officers"), _("Only officers read it. You can erase it at any time.")), None,
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Nothing must be given."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as `ActForm`
        for one in self.fields.values():
            one.required = False


class NameForm(forms.Form):
    """A name alone."""

    shown = field_of(ShownName.model_fields["name"], _SHOWN, None)


def best_way(user: User, found: Reading) -> str:
    """The strongest way in which an account shows who it is, of those that the charter takes; "" for none."""
    domains = claims.domains_of(found.state, found.actor)
    taken = found.state.charter.membership.verification
    return next((way for way in claims.ways(user, found.body, domains) if way in taken), "")


def join(request: HttpRequest, origin: str) -> HttpResponse:
    """What joining means here, and the act. Strangers get an account first: most who join have none."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_signup"))
    assert isinstance(request.user, User)  # noqa: S101 - whoever is signed in is one
    form = JoinForm(request.POST) if request.method == "POST" else JoinForm()
    with opened(request, origin) as found:
        way, asks = best_way(request.user, found), found.state.charter.membership.kind == "admission"
        if not form.is_bound or not form.is_valid() or not way:
            return _join_page(request, found, form, way)
    said = {"verification": way, "breaks": [*form.breaks]} if form.breaks else {"verification": way}
    parts: dict[str, Json] = {**form.private()}
    told = _("You asked to join.") if asks else _("You are a member of this body.")
    if attempt(request, origin, "member.join", said, private=parts, done=str(told)) is None:
        with opened(request, origin) as found:
            return _join_page(request, found, form, way, 422)
    if form.cleaned_data["shown"]:
        _give_name(request, origin, form.cleaned_data["shown"])
    with opened(request, origin) as found:
        stated = rules.is_member(found.state, found.actor, found.at) and found.state.charter.disclosure is None
    return go(reverse("body" if stated else "interest", args=[origin]))


def _join_page(request: HttpRequest, found: Reading, form: ActForm, way: str, status: int = 200) -> HttpResponse:
    membership = found.state.charter.membership
    refusal = standing(found, "member.join", {"verification": way or membership.verification[0]})
    context = {
        "form": form,
        "way": WAYS.get(way, ""),
        "ways": [WAYS[one] for one in membership.verification],
        "none": membership.kind == "none",
        "asks": membership.kind == "admission",
        "member": rules.is_member(found.state, found.actor, found.at),
        "disclosure": found.state.charter.disclosure,
        **barrier(found, refusal),
    }
    return page(request, found, "web/join.html", context, 422 if form.faulty else status)


@signed_in
def name(request: HttpRequest, origin: str) -> HttpResponse:
    """Say under which name one is shown, or change it."""
    now = _name_now(request, body_of(origin))
    form = NameForm(request.POST, label_suffix="") if request.method == "POST" else NameForm(initial={"shown": now})
    if form.is_bound and form.is_valid() and _give_name(request, origin, form.cleaned_data["shown"]):
        return go(reverse("mine", args=[origin]))
    with opened(request, origin) as found:
        return page(request, found, "web/name.html", {"form": form, "now": now}, 422 if form.is_bound else 200)


def _give_name(request: HttpRequest, origin: str, text: str) -> bool:
    done = str(_("This is the name that everybody sees from now on."))
    return attempt(request, origin, "person.name", {}, private={"name": {"name": text}}, done=done) is not None


def _name_now(request: HttpRequest, body: Body) -> str:
    return names_of(body).get(actor_of(request.user, body), "")


URLS: list[URLPattern] = [
    path("b/<origin:origin>/join/", join, name="join"),
    path("b/<origin:origin>/name/", name, name="name"),
]
