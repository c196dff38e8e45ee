//! The credentials that a start of Craft moves.

/// A credential that a start moves (run), by the names of its entries. The old entry is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialMove {
    /// The entry that is removed.
    pub from: &'static str,
    /// The entry that is created, even if no such connection exists.
    pub to: &'static str,
    /// Whether chats of all connections with a Claude login lose their token.
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

/// The credentials that a start moves, given which entries hold a non-empty value. A credential
/// stays if its new entry already exists.
pub fn credential_moves(holds: impl Fn(&str) -> bool) -> Vec<CredentialMove> {
    MOVES.into_iter().filter(|moved| holds(moved.from) && !holds(moved.to)).collect()
}
