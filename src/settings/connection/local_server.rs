//! Model servers on this machine: the common ones, their default ports, and the connection to a
//! running one.

use super::endpoint::{equals_ignoring_version, host, is_loopback_for_craft};
use super::models::list::ModelList;
use super::models::listed::ListedModel;
use super::object::Connection;
use super::presets::{Preset, preset_named};
use crate::settings::{ConnectionId, Settings};

/// A program that serves models. Each kind has a preset with its name and default URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LocalServerKind {
    Ollama,
    LmStudio,
    LlamaCpp,
    Vllm,
    LiteLlm,
}

/// A server that runs on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalServer {
    pub kind: LocalServerKind,
    /// Its URL, as a connection stores it.
    pub base_url: String,
    /// The models it lists; empty if it lists none without a key.
    pub models: Vec<ListedModel>,
    pub asks_for_key: bool,
}

impl LocalServerKind {
    pub const ALL: [Self; 5] =
        [Self::Ollama, Self::LmStudio, Self::LlamaCpp, Self::Vllm, Self::LiteLlm];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama",
            Self::LmStudio => "LM Studio",
            Self::LlamaCpp => "llama.cpp",
            Self::Vllm => "vLLM",
            Self::LiteLlm => "LiteLLM",
        }
    }

    /// Finds a kind by name, ignoring case and word separators.
    pub fn named(text: &str) -> Option<Self> {
        let bare = |text: &str| text.to_lowercase().replace([' ', '-', '_', '.'], "");
        Self::ALL.into_iter().find(|kind| bare(kind.name()) == bare(text))
    }

    /// The command that starts it.
    pub const fn start_command(self) -> &'static str {
        match self {
            Self::Ollama => "ollama serve",
            Self::LmStudio => "lms server start",
            Self::LlamaCpp => "llama-server -m MODEL.gguf",
            Self::Vllm => "vllm serve MODEL",
            Self::LiteLlm => "litellm --config FILE",
        }
    }

    /// The command that installs a model; None if the server is started with a model.
    pub const fn get_model_command(self) -> Option<&'static str> {
        match self {
            Self::Ollama => Some("ollama pull MODEL"),
            Self::LmStudio => Some("lms get MODEL"),
            Self::LlamaCpp | Self::Vllm | Self::LiteLlm => None,
        }
    }

    fn preset(self) -> &'static Preset {
        preset_named(self.name()).expect("each kind has a preset, held by a test")
    }

    /// Its default URL.
    pub(crate) fn usual_url(self) -> &'static str {
        self.preset().text("baseUrl").unwrap_or_default()
    }
}

impl LocalServer {
    pub fn host(&self) -> &str {
        host(&self.base_url)
    }

    /// The models that support chat.
    pub(crate) fn chat_models(&self) -> impl Iterator<Item = &ListedModel> {
        self.models.iter().filter(|model| model.answers_chats())
    }

    /// Whether it has no chat model, as far as it reports.
    pub fn lacks_models(&self) -> bool {
        !self.asks_for_key && self.chat_models().next().is_none()
    }
}

impl Settings {
    /// A new connection to a server, created at `now_ms` (milliseconds since the epoch), with all its
    /// chat models; the first is the default.
    pub(crate) fn connection_to(&self, server: &LocalServer, now_ms: u64) -> Connection {
        let mut connection = server.kind.preset().connection(self, now_ms);
        connection.set("baseUrl", Some(server.base_url.as_str().into()));
        if server.asks_for_key {
            connection.set("authType", Some("api_key_with_endpoint".into()));
            // Craft uses the upstream to read the key of such an endpoint.
            connection.set("piAuthProvider", Some("openai".into()));
        }
        let wanted: Vec<ListedModel> = server.chat_models().cloned().collect();
        let mut list = ModelList::of(&connection);
        list.choose(&wanted, &[]);
        if !wanted.is_empty() {
            list.toggle_default(0);
        }
        connection.changed(&list.changes(&connection))
    }

    /// A new connection to a server at its default URL, created at `now_ms` (milliseconds since the
    /// epoch).
    pub(crate) fn usual_connection_to(&self, kind: LocalServerKind, now_ms: u64) -> Connection {
        kind.preset().connection(self, now_ms)
    }

    /// The existing connection to a server.
    pub(crate) fn connection_at(&self, server: &LocalServer) -> Option<ConnectionId> {
        let own = on_localhost(&server.base_url);
        let is_there = |position: &usize| {
            let endpoint = self.connections()[*position].endpoint();
            endpoint.is_some_and(|url| equals_ignoring_version(&on_localhost(url), &own))
        };
        self.display_order().into_iter().find(is_there).map(|position| self.id_at(position))
    }
}

/// Rewrites any URL of this machine to `localhost`; leaves other URLs unchanged.
fn on_localhost(url: &str) -> String {
    if !is_loopback_for_craft(url) {
        return url.to_owned();
    }
    let own = host(url);
    let name = match own.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => own,
    };
    url.replacen(name, "localhost", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn server(kind: LocalServerKind, models: &[&str]) -> LocalServer {
        let model = |id: &&str| ListedModel { id: (*id).to_owned(), ..ListedModel::default() };
        LocalServer {
            kind,
            base_url: kind.usual_url().to_owned(),
            models: models.iter().map(model).collect(),
            asks_for_key: false,
        }
    }

    #[test]
    fn each_kind_has_a_preset_with_its_local_port() {
        let mut hosts: Vec<&str> = LocalServerKind::ALL.map(|kind| host(kind.usual_url())).into();
        let ports = ["11434", "1234", "8080", "8000", "4000"];
        assert_eq!(hosts, ports.map(|port| format!("localhost:{port}")));
        hosts.dedup();
        assert_eq!(hosts.len(), LocalServerKind::ALL.len());
    }

    #[test]
    fn kinds_accept_common_spellings() {
        for (text, kind) in [
            ("ollama", LocalServerKind::Ollama),
            ("lm-studio", LocalServerKind::LmStudio),
            ("LMStudio", LocalServerKind::LmStudio),
            ("llamacpp", LocalServerKind::LlamaCpp),
            ("vllm", LocalServerKind::Vllm),
            ("LiteLLM", LocalServerKind::LiteLlm),
        ] {
            assert_eq!(LocalServerKind::named(text), Some(kind), "{text}");
        }
        assert_eq!(LocalServerKind::named("llama"), None);
    }

    #[test]
    fn connection_to_server_has_chat_models_and_is_valid() {
        let found = server(LocalServerKind::Ollama, &["nomic-embed-text:latest", "qwen3:8b", "b"]);
        let made = Settings::empty().connection_to(&found, 1);
        assert_eq!(made.get("models"), Some(&json!(["qwen3:8b", "b"])));
        assert_eq!(made.text("defaultModel"), Some("qwen3:8b"));
        assert_eq!(made.problems(), []);
    }

    #[test]
    fn server_that_requires_key_gets_connection_with_key() {
        let found = LocalServer { asks_for_key: true, ..server(LocalServerKind::LiteLlm, &[]) };
        let made = Settings::empty().connection_to(&found, 1);
        assert_eq!(made.auth_type(), "api_key_with_endpoint");
        assert_eq!(made.problems(), []);
        assert!(!found.lacks_models());
    }

    #[test]
    fn server_matches_any_local_hostname() {
        let found = server(LocalServerKind::Vllm, &["m"]);
        for (url, is_it) in [
            ("http://localhost:8000/v1", true),
            ("http://127.0.0.1:8000", true),
            ("http://[::1]:8000/v1/", true),
            ("http://localhost:8001/v1", false),
            ("http://10.0.0.1:8000/v1", false),
        ] {
            let connection = json!({"slug": "a", "name": "A", "providerType": "pi_compat",
                "authType": "none", "baseUrl": url, "createdAt": 1});
            let settings = json!({"workspaces": [], "llmConnections": [connection]});
            let settings = Settings::from_value(settings).expect("usable");
            assert_eq!(settings.connection_at(&found).is_some(), is_it, "{url}");
        }
    }
}
