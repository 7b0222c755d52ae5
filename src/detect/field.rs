//! Stub.
use crate::error::Result;
use crate::info_type::{InfoTypeId, Vocabulary};

/// Names.
pub struct Fields {
    name: Option<InfoTypeId>,
    email: Option<InfoTypeId>,
}

/// Class.
pub struct FieldClass {
    /// type
    pub info_type: InfoTypeId,
    /// conf
    pub confidence: u8,
}

impl Fields {
    /// b
    pub fn builtin(v: &Vocabulary) -> Result<Self> {
        Ok(Fields { name: v.find("PERSON_NAME"), email: v.find("EMAIL_ADDRESS") })
    }
    /// c
    pub fn classify(&self, name: &[u8]) -> Option<FieldClass> {
        let id = match name {
            b"cust_name" | b"name" => self.name,
            b"email" => self.email,
            _ => None,
        };
        id.map(|info_type| FieldClass { info_type, confidence: 90 })
    }
    /// p
    pub fn classify_path(&self, path: &[&[u8]]) -> Vec<FieldClass> {
        path.iter().filter_map(|n| self.classify(n)).collect()
    }
    /// e
    pub fn evidence(&self, _name: &[u8]) -> Vec<(InfoTypeId, i16)> {
        Vec::new()
    }
    /// n
    pub fn is_known(&self, _name: &[u8]) -> bool {
        false
    }
}
