"""Forms of acts: fields made from the schema of a kind, with words of our own where they matter.

A field's label and help are said in the schema's docstrings unless a page says them better. Nothing is decided here: a
form only turns what was typed into the parts of an act, and the kind says whether that may be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from comity.body.interests import Day
from comity.body.kind import Content, unwritable
from comity.body.said import Digest, Language, Time
from comity.record.canonical import Json
from comity.record.envelope import digest_of
from comity.web.files import uploads

Text = str | Promise
Choices = Sequence[tuple[str, Text]]

_LONG = 300
"""From so many characters on, a text is written in a box of several lines."""
_MOMENT = next(one.func for one in get_args(Time) if isinstance(one, AfterValidator))
_DAY = next(one.func for one in get_args(Day) if isinstance(one, AfterValidator))
_LANGUAGE = next(one.pattern for one in get_args(Language)[1].metadata if hasattr(one, "pattern"))
WRONG_LANGUAGE = gettext_lazy("A language is written by its code: two or three small letters, such as en or fr.")
_DIGEST = next(one.pattern for one in get_args(Digest)[1].metadata if hasattr(one, "pattern"))


class Words(NamedTuple):
    """How a field is named, and what is said under it."""

    label: Text
    help: Text = ""


class Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """The lines that are not blank."""
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Back to a text."""
        return "\n".join(value) if isinstance(value, list) else value


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:  # noqa: ANN401 - as Django has it
        """As browsers take it, in any language."""
        return value.isoformat() if isinstance(value, date) else value


class DayField(forms.DateField):
    """A day as acts have it, such as 2026-01-31; "" for none."""

    widget = DayInput

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """The day as a text."""
        found = super().clean(value)
        return found.isoformat() if found else ""


class MomentField(DayField):
    """The end of a day, in UTC, as a time of the record."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - as Django has it
        """The time as a text."""
        found = super().clean(value)
        return f"{found}T23:59:59.000000Z" if found else ""


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Files of the types and sizes that are taken. Cleaned: a list of `uploads.Document`."""

    widget = FilesInput(attrs={"accept": ",".join(f".{one}" for one in uploads.ENDINGS)})

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 - as Django has it
        """Checked by what is in them."""
        files = [one for one in data or () if isinstance(one, UploadedFile)]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return uploads.check(files)


class Rows(BaseFormSet):  # type: ignore[type-arg] # it takes none when it runs
    """Rows that may be left empty; a row whose fields are emptied is taken out."""

    def initial_form_count(self) -> int:
        """None is there for good."""
        return 0

    def total_form_count(self) -> int:
        """Those that were typed into, and some to go on with."""
        return super().total_form_count() if self.is_bound else len(self.initial or ()) + self.extra

    def values(self) -> list[dict[str, Json]]:
        """What was typed, row by row."""
        return [given(one.cleaned_data) for one in self.forms if one.has_changed()]


class Typed(forms.Form):
    """What is typed into a form of an act, or into a row of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django has it
        """Browsers cut what is pasted at the length that a field has, without a word: too long is told instead."""
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        """No text that an act may not bring: the rules refuse it too, and here it is said beside its field."""
        found: dict[str, Any] = super().clean() or {}
        for name, value in list(found.items()):
            character = unwritable(value)
            if character is not None:
                told = _("This text holds the character %(code)s, which is not shown: leave it out.")
                self.add_error(name, told % {"code": f"U+{ord(character):04X}"})
        return self.cleaned_data


class Row(Typed):
    """One entry of a list."""

    def clean(self) -> dict[str, Any]:
        """No end before the beginning, which the rules refuse too."""
        found = super().clean()
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("This is before the first day."))
        return self.cleaned_data


class ActForm(Typed):
    """A form of one act. `rows_of` names the lists whose entries have several fields."""

    rows_of: Mapping[str, type[Rows]] = {}

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile[Any]] | None = None,
                 initial: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        """Make the rows as well."""
        super().__init__(data, files, initial=dict(initial or {}), label_suffix="")
        self.breaks = data.getlist("breaks") if data else []
        self.rows = {
            name: made(data, prefix=name, initial=self.initial.get(name)) for name, made in self.rows_of.items()
        }
        for one in self.rows.values():
            one.label_suffix = ""  # type: ignore[attr-defined] # forms of a set take it from there

    @classmethod
    def again(cls, data: QueryDict, more: str = "") -> ActForm:
        """A form with what was typed, unchecked; with one more row of `more`."""
        typed = cls(data)
        found = {name: field.widget.value_from_datadict(data, MultiValueDict(), name)
                 for name, field in typed.fields.items()}  # fmt: skip
        for name, rows in typed.rows.items():
            found[name] = [{key: form[key].value() for key in form.fields} for form in rows.forms]
            if name != more:
                found[name] = [one for one in found[name] if any(one.values())]
        return cls(initial=found)

    def is_valid(self) -> bool:
        """Of all rows too."""
        valid = all([super().is_valid(), *[one.is_valid() for one in self.rows.values()]])
        if not valid:
            self.miss_files()
        return valid

    def miss_files(self) -> None:
        """Say where files were sent that they are to be chosen again: no browser keeps them."""
        for name, field in self.fields.items():
            if isinstance(field, FilesField) and name not in self.errors and self.files.get(name):
                self.add_error(name, _("Choose your files once more: a form that comes back does not keep them."))

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that stand by themselves; those that belong to rows stand beside these."""
        return [self[name] for name in self.fields if not name.startswith("beside_")]

    @property
    def faulty(self) -> bool:
        """Whether something that was typed cannot be taken."""
        return self.is_bound and not self.is_valid()

    def said(self) -> dict[str, Json]:
        """The public part: fields without `__` in their names, rows, and the rules that the act says it breaks."""
        found = given({name: value for name, value in self.cleaned_data.items() if "__" not in name})
        found |= {name: one.values() for name, one in self.rows.items()}
        return {**found, "breaks": list(self.breaks)} if self.breaks else found

    def private(self) -> dict[str, dict[str, Json]]:
        """The private parts: of `text__body` the field `body` in the part `text`. A part with nothing in it is not."""
        found: dict[str, dict[str, Json]] = {}
        for name, value in self.cleaned_data.items():
            part, parted, field = name.partition("__")
            if parted and value not in ("", None, []):
                found.setdefault(part, {})[field] = value
        return found

    def documents(self) -> list[uploads.Document]:
        """The files."""
        return [one for value in self.cleaned_data.values() if isinstance(value, list)
                for one in value if isinstance(one, uploads.Document)]  # fmt: skip


def given(cleaned: Mapping[str, Any]) -> dict[str, Json]:
    """What was typed, without what was left empty; documents stand by their digests."""
    found: dict[str, Json] = {}
    for name, value in cleaned.items():
        if value in ("", None):
            continue
        is_documents = isinstance(value, list) and value and isinstance(value[0], uploads.Document)
        found[name] = [digest_of(one.content) for one in value] if is_documents else value
    return found


def form_of(
    schema: type[Content], parts: Mapping[str, type[Content]] | None = None, *,
    leave: frozenset[str] = frozenset(), words: Mapping[str, Words] | None = None,
    choices: Mapping[str, Choices] | None = None, base: type[ActForm] | None = None,
) -> type[ActForm]:  # fmt: skip
    """The form of an act of this schema. `leave`: fields that are not asked for. `choices`: of those that have some."""
    fields: dict[str, Any] = {}
    rows: dict[str, type[Rows]] = {}
    for name, info in _all(schema, parts or {}):
        if name in leave or name == "breaks":
            continue
        said = (words or {}).get(name) or Words(_title(name), _plain(info.description))
        entry = _entry(info)
        if entry is not None:
            rows[name] = rows_of(entry, said, words or {})
        else:
            fields[name] = field_of(info, said, (choices or {}).get(name))
    return type("AskedForm", (base or ActForm,), {**fields, "rows_of": rows})


def rows_of(schema: type[Content], said: Words, words: Mapping[str, Words], extra: int = 1) -> type[Rows]:
    """A set of rows, each with the fields of a schema."""
    fields: dict[str, Any] = {
        name: field_of(info, words.get(name) or Words(_title(name), _plain(info.description)), None)
        for name, info in schema.model_fields.items()
    }
    form = type("RowForm", (Row,), {**fields, "label_suffix": ""})
    made = formset_factory(form, formset=Rows, extra=extra, max_num=100, absolute_max=100)
    return type("AskedRows", (made,), {"label": said.label, "help": said.help})


def field_of(info: FieldInfo, said: Words, choices: Choices | None) -> forms.Field:
    """The field of a form for one of a schema."""
    base, metas = _shape(info.annotation, info.metadata)
    common: dict[str, Any] = {"label": said.label, "help_text": said.help, "required": info.is_required()}
    if choices is not None and get_origin(base) is list:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if choices is not None:
        return _choice(choices, common)
    if get_origin(base) is Literal:
        values = [value for value in get_args(base) if value]
        common["required"] = common["required"] and len(values) == len(get_args(base))
        return _choice([(value, _title(value)) for value in values], common)
    if get_origin(base) is list:
        return _list(get_args(base)[0], common)
    return _plain_field(base, metas, common)


def _plain_field(base: Any, metas: Sequence[Any], common: dict[str, Any]) -> forms.Field:  # noqa: ANN401 - any annotation
    if base is bool:
        return _yes_or_no(common)
    if base is int:
        return forms.IntegerField(min_value=_least(metas), max_value=_most(metas), **common)
    return _text(metas, common) if base is str else forms.JSONField(**common)


def _choice(choices: Choices, common: dict[str, Any]) -> forms.Field:
    if len(choices) <= 6:
        none = [] if common["required"] or any(not value for value, _name in choices) else [("", _("None of these"))]
        return forms.ChoiceField(choices=[*none, *choices], widget=forms.RadioSelect, **common)
    none = [] if any(not value for value, _name in choices) else [("", _("Choose"))]
    return forms.ChoiceField(choices=[*none, *choices], **common)


def _yes_or_no(common: dict[str, Any]) -> forms.Field:
    if not common["required"]:
        return forms.BooleanField(**common)
    choices = [("yes", _("Yes")), ("no", _("No"))]
    return forms.TypedChoiceField(
        coerce=lambda value: value == "yes", choices=choices, widget=forms.RadioSelect, **common
    )


def _list(entry: Any, common: dict[str, Any]) -> forms.Field:  # noqa: ANN401 - any annotation
    base, metas = _shape(entry, [])
    if get_origin(base) is Literal:
        choices = [(value, _title(value)) for value in get_args(base)]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if _pattern(metas) == _DIGEST:
        return FilesField(**{**common, "help_text": " ".join(filter(None, [str(common["help_text"]), files_help()]))})
    return Lines(**{**common, "help_text": " ".join(filter(None, [str(common["help_text"]), _("One a line.")]))})


def files_help() -> str:
    """What files may be."""
    facts = {"files": uploads.MOST_FILES, "most": uploads.MOST_BYTES // 1_000_000, "types": ", ".join(uploads.ENDINGS)}
    return _("Up to %(files)s files of up to %(most)s MB, of these types: %(types)s.") % facts


def _text(metas: Sequence[Any], common: dict[str, Any]) -> forms.Field:
    functions = {one.func for one in metas if isinstance(one, AfterValidator)}
    if _MOMENT in functions or _DAY in functions:
        return (MomentField if _MOMENT in functions else DayField)(**common)
    most = next((one.max_length for one in metas if isinstance(one, MaxLen)), None)
    widget = (
        forms.Textarea(attrs={"rows": 6, "dir": "auto"})
        if (most or 0) > _LONG
        else forms.TextInput(attrs={"dir": "auto"})
    )
    pattern = _pattern(metas)
    told = WRONG_LANGUAGE if pattern == _LANGUAGE else None
    checks = [RegexValidator(pattern, told)] if pattern and pattern != r"\S" else []
    return forms.CharField(max_length=most, widget=widget, validators=checks, **common)


def _all(schema: type[Content], parts: Mapping[str, type[Content]]) -> Iterator[tuple[str, FieldInfo]]:
    yield from schema.model_fields.items()
    for part, content in parts.items():
        for name, info in content.model_fields.items():
            yield f"{part}__{name}", info


def _entry(info: FieldInfo) -> type[Content] | None:
    """The schema of the entries, where a field is a list of such."""
    base, _metas = _shape(info.annotation, info.metadata)
    entry = get_args(base)[0] if get_origin(base) is list else None
    return entry if isinstance(entry, type) and issubclass(entry, Content) else None


def _shape(annotation: Any, metas: Sequence[Any]) -> tuple[Any, list[Any]]:  # noqa: ANN401 - any annotation
    """What an annotation is once `None` and what is noted beside it are taken off, and all these notes."""
    found = list(metas)
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for one in more:
                found += one.metadata if isinstance(one, FieldInfo) else [one]
        elif get_origin(annotation) in {Union, UnionType} and NoneType in get_args(annotation):
            annotation = next(one for one in get_args(annotation) if one is not NoneType)
        else:
            return annotation, found


def _pattern(metas: Sequence[Any]) -> str:
    return next((str(one.pattern) for one in metas if getattr(one, "pattern", None)), "")


def _least(metas: Sequence[Any]) -> int | None:
    return next((int(str(one.ge)) for one in metas if isinstance(one, Ge)), None)


def _most(metas: Sequence[Any]) -> int | None:
    return next((int(str(one.le)) for one in metas if isinstance(one, Le)), None)


def _title(name: str) -> str:
    """The name of a field or a value, as a label."""
    plain = name.rpartition("__")[2].replace("_", " ").replace("-", " ")
    return plain[:1].upper() + plain[1:]


def _plain(text: str | None) -> str:
    return " ".join((text or "").replace("`", "").split())
