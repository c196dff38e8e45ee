//! What a server states about one of its models, and where it does.

/// A value that a server states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    pub value: T,
    pub source: StatedBy,
}

/// Where a server states something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedBy {
    /// The server that was asked for more than its list of models; none where the list has it.
    pub server: Option<&'static str>,
    /// The key that has it.
    pub key: &'static str,
    pub basis: Basis,
}

/// How far a stated value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The server states it of the model.
    Stated,
    /// The server runs the model so.
    Served,
    /// The model could take so much, and the server may serve less.
    UpTo,
}

impl Basis {
    /// As programs read it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Served => "served",
            Self::UpTo => "upTo",
        }
    }
}

impl<T> Stated<T> {
    /// Whether the server may in fact offer less.
    pub fn is_at_most(&self) -> bool {
        self.source.basis == Basis::UpTo
    }
}

impl StatedBy {
    /// The source as programs read it: `list`, or the server.
    pub fn word(&self) -> &'static str {
        self.server.unwrap_or("list")
    }

    /// The source as people read it.
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
