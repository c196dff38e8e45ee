//! What a server reports about one of its models, and where.

/// A value that a server reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    pub value: T,
    pub source: StatedBy,
}

/// Where a server reports a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedBy {
    /// The server that was queried beyond its model list; None if the list has the value.
    pub server: Option<&'static str>,
    /// The key that holds it.
    pub key: &'static str,
    pub basis: Basis,
}

/// How reliable a reported value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The server reports it for the model.
    Stated,
    /// The server runs the model with this value.
    Served,
    /// The model supports up to this value; the server may serve less.
    UpTo,
}

impl Basis {
    /// The value in JSON output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Served => "served",
            Self::UpTo => "upTo",
        }
    }
}

impl<T> Stated<T> {
    /// Whether the server may actually offer less.
    pub(crate) fn is_at_most(&self) -> bool {
        self.source.basis == Basis::UpTo
    }
}

impl StatedBy {
    /// The source in JSON output: `list`, or the server.
    pub fn word(&self) -> &'static str {
        self.server.unwrap_or("list")
    }

    /// The source as shown to people.
    pub fn describe(&self) -> String {
        let Self { server, key, basis } = self;
        match (basis, server) {
            (Basis::Served, Some(server)) => format!("served by {server} ({key})"),
            (Basis::Served, None) => format!("served, per the list ({key})"),
            (Basis::Stated, Some(server)) => format!("per {server} ({key})"),
            (Basis::Stated, None) => format!("per the list ({key})"),
            (Basis::UpTo, Some(server)) => format!("model's maximum, per {server} ({key})"),
            (Basis::UpTo, None) => format!("model's maximum, per the list ({key})"),
        }
    }
}
