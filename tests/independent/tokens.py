#!/usr/bin/env python3
"""Checks tests/vectors/tokens-v1.json against docs/TOKENS.md, sharing nothing with obelus.

Standard library only. Prints the number of the first vector that differs and exits 1.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import sys
import unicodedata

CODES = {
    "account": "ac", "address": "ad", "agent": "ag", "card": "pa", "cookie": "ck", "credential": "cr",
    "email": "em", "iban": "ib", "id": "id", "ip": "ip", "mac": "ma", "name": "nm", "phone": "ph",
    "text": "tx", "url": "ur", "us-ssn": "ss",
}


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def derive(root, use, key_id, recipient, domain):
    extracted = mac(b"obelus/root/v1", root)
    info = b""
    for part in ("v1", use, key_id, recipient, domain, "1"):
        info += len(part).to_bytes(2, "big") + part.encode()
    return mac(extracted, info + b"\x01")


def base32(data):
    return base64.b32encode(data).decode().rstrip("=").lower()


def text_or_none(value):
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def ascii_lower(value):
    return bytes(b + 32 if 65 <= b <= 90 else b for b in value)


def email(value):
    text = text_or_none(value)
    if text is None:
        return ascii_lower(value)
    folded = unicodedata.normalize("NFKC", text.strip()).lower()
    local, at, domain = folded.rpartition("@")
    if not at:
        return folded.encode()
    return (local + "@" + domain.rstrip(".").encode("idna").decode()).encode()


def ip(value):
    try:
        address = ipaddress.ip_address(value.split(b"%")[0].decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        return value
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address).encode()


def phone(value):
    plus = value.lstrip().startswith(b"+")
    digits = bytes(b for b in value.replace(b"(0)", b"", 1) if 48 <= b <= 57)
    if plus:
        return b"+" + digits
    if digits.startswith(b"00"):
        return b"+" + digits[2:]
    if len(digits) == 10 and digits[:1] >= b"2":
        return b"+1" + digits
    if len(digits) == 11 and digits[:1] == b"1":
        return b"+" + digits
    return digits


def folded(value):
    text = text_or_none(value)
    if text is None:
        return ascii_lower(value)
    return " ".join(unicodedata.normalize("NFKC", text).lower().split()).encode()


def canonical(domain, value):
    if domain in ("account", "iban", "id"):
        return bytes(b for b in value if b not in b" -.").upper()
    if domain in ("card", "us-ssn"):
        return bytes(b for b in value if 48 <= b <= 57)
    if domain == "mac":
        return bytes(b for b in value if chr(b) in "0123456789abcdefABCDEF").lower()
    if domain in ("address", "name"):
        return folded(value)
    return {"email": email, "ip": ip, "phone": phone}.get(domain, lambda v: v)(value)


def token(root, key_id, recipient, domain, value):
    head = "ob1h_%s_%s_" % (CODES[domain], key_id)
    payload = base32(mac(derive(root, "hash-token", key_id, recipient, domain), canonical(domain, value))[:16])
    tag = base32(mac(derive(root, "mark", key_id, recipient, ""), (head + payload).encode())[:5])[:6]
    return head + payload + tag


def fingerprint(root, key_id, domain, value):
    return base32(mac(derive(root, "finding", key_id, "", domain), canonical(domain, value))[:10])


def main(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    root, key_id = bytes.fromhex(vectors["root_hex"]), vectors["key_id"]
    got = base32(mac(derive(root, "root", key_id, "", ""), b"fingerprint")[:8])
    if got != vectors["root_fingerprint"]:
        sys.exit("the fingerprint of the root key differs")
    for number, row in enumerate(vectors["vectors"], 1):
        value = bytes.fromhex(row["value_hex"])
        wanted = (row["canonical_hex"], row["token"], row["finding_fingerprint"])
        made = (
            canonical(row["domain"], value).hex(),
            token(root, key_id, row["recipient"], row["domain"], value),
            fingerprint(root, key_id, row["domain"], value),
        )
        if made != wanted:
            sys.exit("vector %d differs" % number)
    print("%d vectors hold" % len(vectors["vectors"]))


if __name__ == "__main__":
    main(sys.argv[1])
