//! What differs between an import and the current settings.

/// A connection or a workspace that differs from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The slug of the connection, or the name of the workspace.
    pub name: String,
    pub is_workspace: bool,
    pub fields: Vec<FieldDifference>,
}

/// A field with its current value and the value in the file, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    pub path: String,
    pub here: String,
    pub in_file: String,
}
