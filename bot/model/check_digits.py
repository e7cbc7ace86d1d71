"""Numbers that prove what they are: the last sign follows from the others."""

from __future__ import annotations

_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_CN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_UI_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)


def is_luhn(digits: str) -> bool:
    """Whether the last digit of a card number fits the others (ISO/IEC 7812)."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_cn_id(number: str) -> bool:
    """Whether an 18-sign identity number of mainland China is one (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _CN_WEIGHTS, strict=True))
    return number[17].upper() == "10X98765432"[total % 11]


def is_tw_id(number: str) -> bool:
    """Whether a Taiwanese identity or resident number is one; the letter counts as two digits."""
    first = _TW_LETTERS.index(number[0].upper()) + 10
    second = number[1].upper()
    digit = second if second.isdigit() else str(_TW_LETTERS.index(second) % 10)
    rest = digit + number[2:]
    weighed = sum(int(one) * weight for one, weight in zip(rest, (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True))
    return (first // 10 + first % 10 * 9 + weighed) % 10 == 0


def is_tw_ui(number: str) -> bool:
    """Whether a Taiwanese company number is one (統一編號, the rule of April 2023: divisible by 5)."""
    products = (int(digit) * weight for digit, weight in zip(number, _UI_WEIGHTS, strict=True))
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)


def is_iban(number: str) -> bool:
    """Whether an account number is one (ISO 13616, remainder 1 by 97)."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
