from accounts.models.absence import Absence
from accounts.models.access import Access
from accounts.models.api_token import ApiToken, IdempotencyKey
from accounts.models.attachment import Attachment
from accounts.models.calendar_day import CalendarDay
from accounts.models.calendar_feed import CalendarFeed
from accounts.models.calendar_year import CalendarYear
from accounts.models.channel import Channel, Delivery
from accounts.models.data_key import DataKey
from accounts.models.day_start import DayStart
from accounts.models.delegation import Delegation
from accounts.models.filing import RepFiling
from accounts.models.job import Job
from accounts.models.legal_entity import LegalEntity
from accounts.models.parameter import ParameterVersion
from accounts.models.product import KeyMessage, Product
from accounts.models.reminder import Email, Notification, Reminder
from accounts.models.signature import Signature, SigningFailure
from accounts.models.territory import Membership, Territory, TerritoryLink
from accounts.models.user import User, UserRole

__all__ = [
    "Absence",
    "Access",
    "ApiToken",
    "Attachment",
    "CalendarDay",
    "CalendarFeed",
    "CalendarYear",
    "Channel",
    "DataKey",
    "DayStart",
    "Delegation",
    "Delivery",
    "Email",
    "IdempotencyKey",
    "Job",
    "KeyMessage",
    "LegalEntity",
    "Membership",
    "Notification",
    "ParameterVersion",
    "Product",
    "Reminder",
    "RepFiling",
    "Signature",
    "SigningFailure",
    "Territory",
    "TerritoryLink",
    "User",
    "UserRole",
]
