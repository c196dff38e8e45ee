//! The ways in which Craft makes the password of a file from what it knows of the machine.

/// How the password is made of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// As Craft makes it now.
    Current,
    /// As it made it once: such a file is read, and written in the present way.
    Old,
}

impl Generation {
    /// All of them, in the order they are tried.
    pub(super) const ALL: [Self; 2] = [Self::Current, Self::Old];
}

/// Which Craft makes the password: without a machine's id each knows the user by another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runtime {
    Server,
    Desktop,
}

impl Runtime {
    /// All of them, in the order they are tried: a new file is the server's, which runs where
    /// machines have no id.
    pub(super) const ALL: [Self; 2] = [Self::Server, Self::Desktop];
}

/// How the password of a file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Derivation {
    pub generation: Generation,
    pub runtime: Runtime,
}

impl Derivation {
    pub(super) const NEW: Self = Self { generation: Generation::Current, runtime: Runtime::Server };

    /// That in which a file is written which this one opened: the present one of the same Craft.
    pub(super) const fn when_written(self) -> Self {
        Self { generation: Generation::Current, ..self }
    }
}
