"""Guest profiles of the chain: added, changed, and found by whatever the guest says first."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers

from db import guests
from db.catalogue.edits import Edit
from db.stores import Stores
from db.tables.chain import audit_event
from desk_app.domain.catalogue.guests import AddGuest, ChangeGuest, Guest, GuestProfile
from desk_app.domain.errors import InvalidInput
from desk_app.domain.ids import new_id
from desk_app.domain.permissions import Act, Actor
from desk_app.domain.text import name_key

CHAIN = 0
"""Hotel id of audit events that belong to no hotel."""

FEWEST_DIGITS = 4
"""Digits that are worth looking for inside phone numbers."""

MOST_FOUND = 200


class GuestService:
    """``default_country`` (ISO 3166) is where a phone number without + is read."""

    def __init__(self, stores: Stores, actor: Actor, default_country: str = "") -> None:
        self._stores = stores
        self._actor = actor
        self._default_country = default_country.upper()

    def add(self, command: AddGuest) -> Guest:
        """Raises `NotAllowed`, and `InvalidInput` for a phone number that is none."""
        self._actor.must_be_allowed(Act.EDIT_GUEST)
        guest_id, profile = new_id(), self._with_phone(command.profile)
        edit = self._edit()
        return edit.run(
            lambda unit: guests.add_guest(edit, unit, guest_id, profile),
            lambda unit: guests.one_guest(unit, guest_id),
        )

    def change(self, command: ChangeGuest) -> Guest:
        """Raises `NotFound`, `Conflict`, `NotAllowed` and `InvalidInput`."""
        self._actor.must_be_allowed(Act.EDIT_GUEST)
        guest_id, profile = command.guest_id, self._with_phone(command.profile)
        edit = self._edit()
        return edit.run(
            lambda unit: guests.change_guest(edit, unit, guest_id, command.version, profile),
            lambda unit: guests.one_guest(unit, guest_id),
        )

    def get(self, guest_id: int) -> Guest:
        """Raises `NotFound`."""
        return self._stores.chain.read(lambda unit: guests.one_guest(unit, guest_id))

    def find(self, text: str, limit: int = 20) -> list[Guest]:
        """Guests by the beginnings of any parts of the name, by phone digits or mail, by name."""
        text = " ".join(text.split())
        digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii())
        is_phone = len(digits) >= FEWEST_DIGITS and all(
            sign.isdecimal() or sign in "+-()./ " for sign in text
        )
        international = self._international(text, "") if is_phone else None
        is_mail = "@" in text
        phones = [phone for phone in (international, f"+{digits}", digits) if phone]
        return self._stores.chain.read(
            lambda unit: guests.find_guests(
                unit,
                name_words=[] if is_phone or is_mail else name_key(text).split(),
                phones=phones if is_phone else [],
                phone_digits=digits.lstrip("0") if is_phone else "",
                email=text if is_mail else "",
                limit=max(1, min(limit, MOST_FOUND)),
            )
        )

    def _edit(self) -> Edit:
        return Edit(self._stores.chain, audit_event, CHAIN, self._actor.name)

    def _with_phone(self, profile: GuestProfile) -> GuestProfile:
        """The phone number as +34911222333; as it was typed when no country is known for it."""
        if not profile.phone:
            return profile
        number = self._international(profile.phone, profile.country)
        if number is not None:
            return replace(profile, phone=number)
        if profile.phone.startswith("+") or profile.country or self._default_country:
            raise InvalidInput(field="phone", problem=f"{profile.phone} is not a phone number")
        return profile

    def _international(self, text: str, country: str) -> str | None:
        """E.164, or None where the text is no number of that country (or of the default one)."""
        try:
            number = phonenumbers.parse(text, country or self._default_country or None)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(number):
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
