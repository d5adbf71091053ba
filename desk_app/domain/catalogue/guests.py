"""The profile of a guest, as the chain keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.errors import InvalidInput
from desk_app.domain.forms import country_code, mail_address, phone_text, put
from desk_app.domain.selling.bookings import GuestDetails
from desk_app.domain.text import NOTE_LENGTH, name_key, one_line, paragraph


@dataclass(frozen=True, kw_only=True, slots=True)
class GuestProfile:
    """What can be written on a guest's form. ``country`` ISO 3166, ``language`` as "pt-BR"."""

    last_name: str
    first_name: str = ""
    phone: str = ""
    email: str = ""
    country: str = ""
    language: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        language = self.language.strip()
        shape = language.replace("-", "")
        if language and not (len(language) <= 16 and shape.isascii() and shape.isalnum()):
            raise InvalidInput(field="language", problem="a language code, such as es or pt-BR")
        put(
            self,
            last_name=one_line(self.last_name, field="last_name", required=True),
            first_name=one_line(self.first_name, field="first_name"),
            phone=phone_text(self.phone),
            email=mail_address(self.email),
            country=country_code(self.country),
            language=language,
            notes=paragraph(self.notes, field="notes", limit=NOTE_LENGTH),
        )

    @property
    def name_key(self) -> str:
        """What the guest is found by; 250 characters of it are kept."""
        return name_key(f"{self.last_name} {self.first_name}")[:250]


@dataclass(frozen=True, kw_only=True, slots=True)
class AddGuest:
    profile: GuestProfile


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeGuest:
    guest_id: int
    version: int
    profile: GuestProfile


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """``phone`` is international (+34911222333) where it could be read as a number."""

    id: int
    profile: GuestProfile
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def details(self) -> GuestDetails:
        """As a booking takes it."""
        profile = self.profile
        return GuestDetails(
            last_name=profile.last_name,
            first_name=profile.first_name,
            phone=profile.phone,
            email=profile.email,
            guest_id=self.id,
        )
