//! The keys of config.json that this program edits.

pub const LIST: &str = "llmConnections";
pub const DEFAULT: &str = "defaultLlmConnection";
