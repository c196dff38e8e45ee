//! What a connection of an export lacks where it is imported.

/// A credential that an export leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededCredential {
    pub slug: String,
    /// What kind it is, in a word or two.
    pub what: &'static str,
}
