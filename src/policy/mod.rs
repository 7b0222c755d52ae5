//! Policy: who may have what. Knows info types and actions; nothing of formats or files.

pub mod plan;
pub mod strict;
