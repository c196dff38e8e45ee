//! The keys of config.json that are this program's subject.

pub const LIST: &str = "llmConnections";
/// The key of the global default.
pub const DEFAULT: &str = "defaultLlmConnection";
