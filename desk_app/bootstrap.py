"""The one place that wires settings to concrete parts."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import cast
from urllib.parse import quote, urlsplit, urlunsplit

from db.clock import Clock
from db.engines import EngineOptions, read_url
from db.stores import Stores, StoreUrls, open_stores
from desk_app.cache import Cache, open_cache
from desk_app.domain.errors import InvalidInput
from desk_app.domain.permissions import Actor, Role
from desk_app.gateways.embedded import EmbeddedSandboxProcessor
from desk_app.gateways.missing import MissingProcessor
from desk_app.gateways.processor import Processor
from desk_app.gateways.stripe import StripeProcessor
from desk_app.services.guests import GuestService
from desk_app.services.hotels import HotelService
from desk_app.services.management import HotelManagementService
from desk_app.services.payments import PaymentService
from desk_app.services.rates import RateService
from desk_app.services.reservations import ReservationService
from desk_app.services.selling.booking import Booking
from desk_app.services.selling.cancelling import Cancelling
from desk_app.services.selling.collecting import Collector
from desk_app.services.selling.locking import LockingChoice
from desk_app.services.selling.refunding import RefundSender
from desk_app.services.selling.settlement import Settlement
from desk_app.services.worker import Worker
from desk_app.settings import PREFIX, Settings, load_settings, secret

STORES = ("chain", "rate", "reservation")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """All that a desk can do. Close it, or use it as a context manager."""

    settings: Settings
    stores: Stores
    cache: Cache
    processor: Processor
    locking: LockingChoice
    actor: Actor
    hotels: HotelService
    rates: RateService
    reservations: ReservationService
    payments: PaymentService
    management: HotelManagementService
    guests: GuestService

    def acting_as(self, actor: Actor) -> Desk:
        """The same desk with another person at it."""
        return _wire(self.settings, self.stores, self.cache, self.processor, self.locking, actor)

    def close(self) -> None:
        self.processor.close()
        self.cache.close()
        self.stores.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_desk(
    settings: Settings | None = None,
    *,
    actor: Actor | None = None,
    clock: Clock | None = None,
    processor: Processor | None = None,
) -> Desk:
    """A desk by its settings. Opens no connection yet.

    ``clock`` and ``processor`` are for tests and replays. Raises `InvalidInput` for settings that
    can not be used.
    """
    settings = settings or load_settings()
    stores = open_stores(store_urls(settings), engine_options(settings), clock)
    # Without Redis nobody tells this process of another desk's changes: keep values briefly.
    cache = open_cache(settings.redis_url)
    locking = LockingChoice(default=settings.locking)
    desk = _wire(
        settings,
        stores,
        cache,
        processor or open_processor(settings),
        locking,
        actor or Actor(settings.staff, settings.role),
    )
    # Named by code in the settings, by id everywhere else; read only where it is used.
    locking.by_hotel = {
        desk.hotels.by_code(code).id: way for code, way in settings.locking_by_hotel.items()
    }
    return desk


def _wire(
    settings: Settings,
    stores: Stores,
    cache: Cache,
    processor: Processor,
    locking: LockingChoice,
    actor: Actor,
) -> Desk:
    collector = Collector(processor)
    settlement = Settlement(stores, collector, actor)
    cancelling = Cancelling(stores, settlement, actor)
    hotels = HotelService(stores, cache)
    rates = RateService(stores, hotels)
    booking = Booking(stores, hotels, rates, collector, settlement, locking, actor)
    return Desk(
        settings=settings,
        stores=stores,
        cache=cache,
        processor=processor,
        locking=locking,
        actor=actor,
        hotels=hotels,
        rates=rates,
        reservations=ReservationService(stores, hotels, booking, cancelling, settlement),
        payments=PaymentService(stores, hotels, processor, cancelling, actor),
        management=HotelManagementService(stores, cache, actor),
        guests=GuestService(stores, actor),
    )


def open_worker(desk: Desk, processor: Processor | None = None) -> Worker:
    """The worker beside a desk's stores, with the key that may refund. Close its processor."""
    actor = Actor("worker", Role.WORKER)
    full = processor or open_processor(desk.settings, full_key=True)
    settlement = Settlement(desk.stores, Collector(full), actor)
    sender = RefundSender(desk.stores, full, actor)
    return Worker(desk.stores, settlement, sender, desk.hotels.ids, full)


def processor_or_missing(settings: Settings) -> Processor:
    """As `open_processor`; where the settings do not allow one, a `MissingProcessor`."""
    try:
        return open_processor(settings)
    except InvalidInput as problem:
        return cast(Processor, MissingProcessor(problem))


def has_worker_key(settings: Settings) -> bool:
    """Whether refunds are sent with a key of their own; in the sandbox in this program they are."""
    return settings.payments_url is None or secret(settings, "payments_worker_key") is not None


def open_processor(settings: Settings, *, full_key: bool = False) -> Processor:
    """The payment company by its URL, or the sandbox inside this program. Nothing is sent yet."""
    if settings.payments_url is None:
        return EmbeddedSandboxProcessor(settings.sandbox_state, full_key=full_key)
    name = "payments_worker_key" if full_key else "payments_key"
    # One key for all is allowed, though a desk's key should not be able to refund.
    key = secret(settings, name) or (secret(settings, "payments_key") if full_key else None)
    if key is None:
        raise InvalidInput(
            field=f"DESK_{name.upper()}", problem="the payment company's key is not set"
        )
    try:
        return StripeProcessor(settings.payments_url, key, is_training=_is_sandbox_key(key))
    except ValueError as error:
        raise InvalidInput(field="DESK_PAYMENTS_URL", problem=str(error)) from None


def _is_sandbox_key(key: str) -> bool:
    return key.startswith(("sk_test_", "rk_test_"))


def store_urls(settings: Settings) -> StoreUrls:
    """The three stores' URLs; those not set are the main database's.

    Raises `InvalidInput` under the name of the setting whose URL can not be served.
    """
    chain, rate, reservation = (_store_url(settings, store) for store in STORES)
    return StoreUrls(chain=chain, rate=rate, reservation=reservation)


def url_setting(settings: Settings, store: str) -> str:
    """The name of the setting that a store's URL comes from: its own, or the main database's."""
    own = f"{store}_database_url"
    return f"{PREFIX}{(own if getattr(settings, own) else 'database_url').upper()}"


def _store_url(settings: Settings, store: str) -> str:
    own: str | None = getattr(settings, f"{store}_database_url")
    url = own or settings.main_database_url
    read_url(url, field=url_setting(settings, store))
    return _with_password(url, settings)


def _with_password(url: str, settings: Settings) -> str:
    """Complete an URL that names a user and no password from the environment or the keyring."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url  # odd to urlsplit only (a bracket in a password): it was read already
    if not parts.username or parts.password is not None or parts.scheme.startswith("sqlite"):
        return url
    password = secret(settings, "database_password")
    if password is None:
        return url
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}{at}{host}"))


def engine_options(settings: Settings) -> EngineOptions:
    return EngineOptions(pool_size=settings.database_pool_size, ca=settings.database_ca)
