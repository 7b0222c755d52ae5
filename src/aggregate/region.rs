//! The country of an address, by a file in MaxMind's format that the user has.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{PathElement, Reader};

use crate::error::{Error, ErrorKind, Result};

/// Such a file, read.
pub struct Regions(Reader<Vec<u8>>);

impl Regions {
    /// Reads it.
    pub fn read(path: &Path) -> Result<Regions> {
        let wrong = |what| {
            Error::new(ErrorKind::Usage, what)
                .about("--geoip")
                .fix("name a file in MaxMind's format (.mmdb) with countries")
        };
        let bytes = std::fs::read(path).map_err(|e| wrong("the file cannot be read").caused(&e))?;
        let reader = Reader::from_source(bytes).map_err(|_| wrong("the file is not in MaxMind's format"))?;
        Ok(Regions(reader))
    }

    /// The country of an address, as its ISO 3166-1 code.
    pub fn country(&self, address: IpAddr) -> Option<String> {
        let found = self.0.lookup(address.to_canonical()).ok()?;
        let code: Option<String> =
            found.decode_path(&[PathElement::Key("country"), PathElement::Key("iso_code")]).ok()?;
        code.filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
    }
}
