# What the generated Python needs of the package servicestack.
from typing import Generic, TypeVar

T = TypeVar("T")


class IReturn(Generic[T]):
    pass


class IReturnVoid:
    pass


class IGet:
    pass


class IPost:
    pass


class IPatch:
    pass


class IDelete:
    pass


class AuthenticateResponse:
    pass
