//! Sets of bytes, ends of texts, and numbers that are written in bytes.

/// The value of hexadecimal digits; `None` where one is none, or for more than a number holds.
#[inline]
pub fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = hexadecimal_digit(*digit);
        Some(number.checked_mul(16).filter(|_| digit < 16)? + u32::from(digit))
    })
}

/// `text` up to the last byte for which `is_trailing` does not hold.
pub fn without_trailing(text: &[u8], is_trailing: impl Fn(&u8) -> bool) -> &[u8] {
    &text[..text.iter().rposition(|b| !is_trailing(b)).map_or(0, |n| n + 1)]
}

/// `line`, whose line feed is not there, without the carriage return that belongs to it.
pub fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// True where `word` is one of `words`, in capitals or small letters.
pub fn is_any(words: &[&[u8]], word: &[u8]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// True where `text` ends with `word`, in capitals or small letters.
pub fn ends_with_word(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
}

/// What a hexadecimal digit stands for; more than 15 for what is none.
#[inline]
pub fn hexadecimal_digit(byte: u8) -> u8 {
    /// By byte.
    static DIGITS: [u8; 256] = {
        let mut digits = [u8::MAX; 256];
        let mut n = 0;
        while n < 10 {
            digits[b'0' as usize + n] = n as u8;
            if n < 6 {
                digits[b'A' as usize + n] = n as u8 + 10;
                digits[b'a' as usize + n] = n as u8 + 10;
            }
            n += 1;
        }
        digits
    };
    DIGITS[usize::from(byte)]
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// Every byte.
    pub const ALL: ByteSet = ByteSet([u64::MAX; 4]);

    /// The bytes of `list`.
    pub fn from_bytes(list: &[u8]) -> Self {
        let mut set = ByteSet::default();
        list.iter().for_each(|b| set.insert(*b));
        set
    }

    /// The bytes from `first` to `last`.
    pub const fn range(first: u8, last: u8) -> Self {
        let mut set = ByteSet([0; 4]);
        if first > last {
            return set;
        }
        let (from, to) = ((first >> 6) as usize, (last >> 6) as usize);
        let mut word = from;
        while word <= to {
            set.0[word] = u64::MAX;
            word += 1;
        }
        set.0[from] &= u64::MAX << (first & 63);
        set.0[to] &= u64::MAX >> (63 - (last & 63));
        set
    }

    /// Adds `byte`.
    pub fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Takes `byte` out.
    pub fn remove(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] &= !(1 << (byte & 63));
    }

    /// True when `byte` is in it.
    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// How many bytes are in it.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// True when no byte is in it.
    pub fn is_empty(&self) -> bool {
        *self == ByteSet::default()
    }

    /// The bytes, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        (0..4u8).flat_map(|word| {
            let mut left = self.0[usize::from(word)];
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as u8)?;
                left &= left - 1;
                Some(64 * word + bit)
            })
        })
    }

    /// The bytes as bits, 64 in each word, lowest first.
    pub fn words(&self) -> &[u64; 4] {
        &self.0
    }

    /// The bytes of either.
    pub const fn union(self, other: ByteSet) -> ByteSet {
        let (a, b) = (self.0, other.0);
        ByteSet([a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]])
    }

    /// The bytes of both.
    pub fn intersection(self, other: ByteSet) -> ByteSet {
        self.complement().union(other.complement()).complement()
    }

    /// The bytes that are not in it.
    pub fn complement(self) -> ByteSet {
        ByteSet(self.0.map(|word| !word))
    }

    /// True when every byte of `other` is in it.
    pub fn holds(&self, other: &ByteSet) -> bool {
        self.0.iter().zip(other.0).all(|(mine, more)| more & !mine == 0)
    }

    /// True when one byte is in both.
    pub fn meets(&self, other: &ByteSet) -> bool {
        self.0.iter().zip(other.0).any(|(mine, more)| mine & more != 0)
    }

    /// The same with all bytes from 0x80 on when one of them is in it. Classification tells them no further apart.
    pub fn with_whole_upper_half(mut self) -> ByteSet {
        if self.0[2] | self.0[3] != 0 {
            (self.0[2], self.0[3]) = (u64::MAX, u64::MAX);
        }
        self
    }

    /// The set as patterns write it. What is shorter as what is missing is written so.
    pub fn pattern(&self) -> String {
        let other = self.complement();
        let (sign, listed) = if self.len() > 128 { ("^", &other) } else { ("", self) };
        let mut text = format!("[{sign}");
        let mut bytes = listed.iter().peekable();
        while let Some(first) = bytes.next() {
            let mut last = first;
            while let Some(next) = bytes.next_if(|next| u16::from(*next) == u16::from(last) + 1) {
                last = next;
            }
            text += &written(first);
            if last > first {
                text += if last - first > 1 { "-" } else { "" };
                text += &written(last);
            }
        }
        text + "]"
    }
}

/// A byte in a class.
fn written(byte: u8) -> String {
    match byte {
        b'\\' | b'[' | b']' | b'^' | b'-' | b'&' | b'~' => format!("\\{}", byte as char),
        b' '..=b'~' => (byte as char).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_are_what_the_standard_library_says() {
        for byte in 0..=255 {
            let wanted = char::from(byte).to_digit(16);
            assert_eq!(hexadecimal(&[byte]), wanted);
            assert_eq!(hexadecimal(&[b'1', byte]), wanted.map(|digit| 16 + digit));
        }
        assert_eq!((hexadecimal(b"ffffffff"), hexadecimal(b"100000000")), (Some(u32::MAX), None));
    }

    #[test]
    fn a_range_holds_what_stands_between_its_ends() {
        for first in 0..=255 {
            for last in 0..=255 {
                let each: Vec<u8> = (first..=last).collect();
                assert_eq!(ByteSet::range(first, last), ByteSet::from_bytes(&each), "{first} to {last}");
            }
        }
    }

    #[test]
    fn classes_are_written_as_patterns_write_them() {
        let class = |bytes: &[u8]| ByteSet::from_bytes(bytes).pattern();
        assert_eq!(class(b"0123456789ab-"), "[\\-0-9ab]");
        assert_eq!(class(b"\n"), "[\\x0a]");
        assert_eq!(ByteSet::from_bytes(b"\n").complement().pattern(), "[^\\x0a]");
        assert_eq!(ByteSet::ALL.pattern(), "[^]");
    }
}
