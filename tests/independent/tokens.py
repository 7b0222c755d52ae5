#!/usr/bin/env python3
"""Checks tests/vectors/tokens-v1.json against docs/TOKENS.md, sharing nothing with obelus.

AES and AES-SIV come from the package `cryptography` (which asks OpenSSL); FF1 and ipcrypt-pfx are written here after
NIST SP 800-38G and draft-denis-ipcrypt. Prints the number of the first vector that differs and exits 1; exits 3
where there is no `cryptography`.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import pathlib
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "target" / "python"))
try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV
except ImportError:
    sys.exit(3)

CODES = {
    "account": "ac", "address": "ad", "agent": "ag", "card": "pa", "cookie": "ck", "credential": "cr",
    "email": "em", "iban": "ib", "id": "id", "ip": "ip", "mac": "ma", "name": "nm", "phone": "ph",
    "text": "tx", "url": "ur", "us-ssn": "ss",
}


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def derive(root, use, key_id, recipient, domain, length=32):
    extracted = mac(b"obelus/root/v1", root)
    info = b""
    for part in ("v1", use, key_id, recipient, domain, "1"):
        info += len(part).to_bytes(2, "big") + part.encode()
    key, block = b"", b""
    while len(key) < length:
        block = mac(extracted, block + info + bytes([len(key) // 32 + 1]))
        key += block
    return key[:length]


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


def tagged(root, key_id, recipient, body):
    return body + base32(mac(derive(root, "mark", key_id, recipient, ""), body.encode())[:5])[:6]


def reversible(root, key_id, recipient, domain, value):
    padded = value + b"\x80"
    padded += bytes(-len(padded) % 16)
    associated = [b"ob1", b"s", domain.encode(), key_id.encode(), recipient.encode(), b"1"]
    sealed = AESSIV(derive(root, "reversible", key_id, recipient, domain, 64)).encrypt(padded, associated)
    return tagged(root, key_id, recipient, "ob1s_%s_%s_" % (CODES[domain], key_id) + base32(sealed))


def vault(root, key_id, recipient, domain, value):
    return tagged(root, key_id, recipient, "ob1v_%s_%s_" % (CODES[domain], key_id) + base32(value))


def aes(key, data):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def number(numerals, radix):
    value = 0
    for numeral in numerals:
        value = value * radix + numeral
    return value


def numerals_of(value, radix, length):
    made = []
    for _ in range(length):
        value, numeral = divmod(value, radix)
        made.append(numeral)
    return made[::-1]


def ff1(key, radix, tweak, numerals):
    """FF1.Encrypt of SP 800-38G, algorithm 7, step by step."""
    n, t = len(numerals), len(tweak)
    u = n // 2
    v = n - u
    left, right = numerals[:u], numerals[u:]
    b = ((radix**v - 1).bit_length() + 7) // 8
    d = 4 * ((b + 3) // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256]) + n.to_bytes(4, "big") + t.to_bytes(4, "big")
    for i in range(10):
        q = tweak + bytes((-t - b - 1) % 16) + bytes([i]) + number(right, radix).to_bytes(b, "big")
        r = bytes(16)
        for at in range(0, len(p + q), 16):
            r = aes(key, bytes(x ^ y for x, y in zip(r, (p + q)[at : at + 16])))
        s = r
        for j in range(1, (d + 15) // 16):
            s += aes(key, bytes(x ^ y for x, y in zip(r, j.to_bytes(16, "big"))))
        m = u if i % 2 == 0 else v
        c = (number(left, radix) + int.from_bytes(s[:d], "big")) % radix**m
        left, right = right, numerals_of(c, radix, m)
    return left + right


def pseudonym(key, text):
    """ipcrypt-pfx of draft-denis-ipcrypt: bit by bit, each masked by what two ciphers make of the bits before it."""
    address = ipaddress.ip_address(text)
    bits, start = (int(address), 128 - 32) if address.version == 4 else (int(address), 0)
    width = 128 - start
    prefix = (1 << 96 | 0xFFFF) if address.version == 4 else 1
    made = 0
    for at in range(width):
        block = prefix.to_bytes(16, "big")
        pad = (aes(key[:16], block)[15] ^ aes(key[16:], block)[15]) & 1
        bit = bits >> (width - 1 - at) & 1
        made = made << 1 | (bit ^ pad)
        prefix = (prefix << 1 | bit) & ((1 << 128) - 1)
    return str(ipaddress.IPv4Address(made) if address.version == 4 else ipaddress.IPv6Address(made))


def otherwise(root, key_id, row):
    what, recipient, domain, given = row["what"], row["recipient"], row["domain"], row["input"]
    if what == "reversible":
        return reversible(root, key_id, recipient, domain, bytes.fromhex(given))
    if what == "vault":
        return vault(root, key_id, recipient, domain, bytes.fromhex(given))
    if what == "ip-pseudonym":
        return pseudonym(derive(root, "ip-pseudonym", key_id, recipient, ""), given)
    if what.startswith("ff1 "):
        _, radix, tweak = what.split(" ", 2)
        key = derive(root, "fpe", key_id, recipient, domain)
        made = ff1(key, int(radix), tweak.encode(), [int(n) for n in given.split()])
        return " ".join(str(n) for n in made)
    return mac(derive(root, what, key_id, recipient, domain), bytes.fromhex(given)).hex()


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
    for number_, row in enumerate(vectors["others"], 1):
        if otherwise(root, key_id, row) != row["output"]:
            sys.exit("of the others, vector %d (%s) differs" % (number_, row["what"]))
    print("%d vectors hold" % len(vectors["vectors"] + vectors["others"]))


if __name__ == "__main__":
    main(sys.argv[1])
