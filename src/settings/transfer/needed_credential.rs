//! What an exported connection lacks after import.

/// A credential that an export omits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededCredential {
    pub slug: String,
    /// Its kind, in a word or two.
    pub what: &'static str,
}
