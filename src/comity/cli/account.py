"""The commands on accounts: for the operator of a server, who lets the first officers of a body in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.opened import opened
from comity.cli.shown import print_json

if TYPE_CHECKING:
    from comity.store.models import User

app = typer.Typer(
    name="account", help="Accounts of people on this server. None of it is an act of a body.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip

EmailArgument = Annotated[str, typer.Argument(metavar="ADDRESS", help="The e-mail address of the account.")]
OriginArgument = Annotated[str, typer.Argument(metavar="ORIGIN", help="The name of the body's record.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of sentences.")]


@app.command()
def create(
    email: EmailArgument,
    language: Annotated[str, typer.Option("--language", help="The language of their letters: en, fr or ar.")] = "",
    json: JsonOption = False,
) -> None:
    """Make an account for an address that you know to be somebody's. They sign in by a code that is mailed to them.

    Example: comity account create chair@people.example
    """
    with opened(web=True):
        from comity.web.people import accounts

        _show(accounts.create(email, language), json, "made: they sign in by a code that is mailed to them")


@app.command()
def link(
    email: EmailArgument,
    origin: OriginArgument,
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Who the account is in the body's record.")],
    json: JsonOption = False,
) -> None:
    """Say who an account is in a body, so that it acts as an officer whom the founding act names.

    Example: comity account link chair@people.example body.example/record p1
    """
    with opened(web=True) as store:
        from comity.web.people import accounts

        user = accounts.of(email)
        accounts.link(user, store.bodies(origin)[0], actor)
        _show(user, json, f"is {actor} in {origin} from now on")


@app.command()
def unlink(email: EmailArgument, origin: OriginArgument, json: JsonOption = False) -> None:
    """Take away who an account is in a body. What was done stays in the record.

    Example: comity account unlink chair@people.example body.example/record
    """
    with opened(web=True) as store:
        from comity.web.people import accounts

        user = accounts.of(email)
        actor = accounts.unlink(user, store.bodies(origin)[0])
        _show(user, json, f"is {actor} in {origin} no longer")


@app.command("list")
def list_(
    origin: Annotated[
        str | None, typer.Argument(metavar="ORIGIN", help="The name of one record; without it, all accounts.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the accounts, with who each is in which body. This is personal data: mind where it goes.

    Example: comity account list body.example/record
    """
    with opened(web=True) as store:
        from comity.web.people import accounts

        found = [asdict(one) for one in accounts.listed(store.bodies(origin)[0] if origin else None)]
    if json:
        print_json(found)
        return
    for one in found:
        actors = ", ".join(f"{actor} in {where}" for where, actor in one["actors"].items())
        typer.echo(f"{one['email']}: {actors or 'in no body yet'}")


@app.command()
def delete(
    email: EmailArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Erase an account with its letters and ways to sign in. What it did stays in the records, under its identifiers.

    Example: comity account delete somebody@people.example --yes
    """
    with opened(web=True):
        from comity.web.people import accounts

        user = accounts.of(email)
        if not yes:
            typer.confirm(f"Erase the account of {user.email}? This cannot be undone.", abort=True)
        actors = accounts.delete(user)
    if json:
        print_json({"email": email, "erased": True, "actors": actors})
        return
    typer.echo(f"{email}: erased")
    for origin, actor in actors.items():
        typer.echo(f"  its acts in {origin} are those of {actor}; what is private in them is erased by acts of `erase`")


def _show(user: User, json: bool, what: str) -> None:
    from comity.web.people import accounts

    if json:
        print_json(asdict(next(one for one in accounts.listed() if one.email == user.email)))
    else:
        typer.echo(f"{user.email}: {what}")
