//! The credentials that a start of Craft moves.

/// A credential that a start moves (run): names of entries in the store. The old entry is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialMove {
    /// The entry that goes.
    pub from: &'static str,
    /// The entry that comes, even where no such connection exists.
    pub to: &'static str,
    /// Whether the chats of all connections that log in to Claude have no token from then on.
    pub breaks_claude_chats: bool,
}

/// The credentials that a start may move.
const MOVES: [CredentialMove; 2] = [
    CredentialMove {
        from: "claude_oauth::global",
        to: "llm_oauth::claude-max",
        breaks_claude_chats: true,
    },
    CredentialMove {
        from: "anthropic_api_key::global",
        to: "llm_api_key::anthropic-api",
        breaks_claude_chats: false,
    },
];

/// The credentials that a start moves, given which entries of the store hold a value that is not
/// empty. Where the new place is taken, the credential stays.
pub fn credential_moves(holds: impl Fn(&str) -> bool) -> Vec<CredentialMove> {
    MOVES.into_iter().filter(|moved| holds(moved.from) && !holds(moved.to)).collect()
}
