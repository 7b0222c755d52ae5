//! Values that may be seen in an input and nowhere else. Each is unique, so that where one shows up it
//! leaked; all are reserved for tests by whoever issues them.

/// One value and the line it is planted in.
pub struct Canary {
    pub name: &'static str,
    pub line: &'static str,
    pub value: &'static str,
    /// A detector finds it, so that it must not be in redacted output either.
    pub is_found: bool,
}

const fn found(name: &'static str, line: &'static str, value: &'static str) -> Canary {
    Canary { name, line, value, is_found: true }
}

/// One of every info type, and a secret that no detector knows. Add new kinds here.
pub const CANARIES: &[Canary] = &[
    found("email", "mail canary.q7x1@example.com now", "canary.q7x1@example.com"),
    found("card", "paid 5105-1051-0510-5100 ok", "5105-1051-0510-5100"),
    found("ipv4", "from 203.0.113.177 port", "203.0.113.177"),
    found("ipv6", "from 2001:db8:7::c4a7 port", "2001:db8:7::c4a7"),
    found("phone", "call (212) 555-0177 now", "(212) 555-0177"),
    found("phone-e164", "call +44 20 7946 0977 now", "+44 20 7946 0977"),
    found("ssn", "ssn 536-22-8726 .", "536-22-8726"),
    found("iban", "iban GB82WEST12345698765432;", "GB82WEST12345698765432"),
    found("mac", "hw 00:00:5e:00:53:c4 up", "00:00:5e:00:53:c4"),
    found("cookie", "Cookie: sid=canaryq7x2", "canaryq7x2"),
    found("password-url", "at https://svc:canaryq7x3@example.com/", "canaryq7x3"),
    found("query", "see http://example.com/a?canaryq7x4=1 ok", "canaryq7x4"),
    found("user-agent", "User-Agent: CanaryQ7x5/1.0", "CanaryQ7x5"),
    Canary {
        name: "password",
        line: "password: canaryq7x6!hunter",
        value: "canaryq7x6!hunter",
        is_found: false,
    },
];

/// Every value.
pub fn values() -> Vec<&'static str> {
    CANARIES.iter().map(|c| c.value).collect()
}

/// The values that redacted output must not hold.
pub fn found_values() -> Vec<&'static str> {
    CANARIES.iter().filter(|c| c.is_found).map(|c| c.value).collect()
}

/// A log with every canary in it, `times` over.
pub fn log(times: usize) -> Vec<u8> {
    CANARIES.iter().map(|c| format!("{}\n", c.line)).collect::<String>().repeat(times).into_bytes()
}
