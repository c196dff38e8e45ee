//! Where a connection with `authType: "environment"` may find its credentials: names of variables
//! and files, derived from `craft/sends/upstreams.rs`. `system` checks that they exist; their contents
//! are never read here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::UPSTREAMS;
use crate::settings::craft::Variables;
use crate::settings::craft::sends;
use crate::settings::craft::sends::{credential_variables, relevant_variables};

/// A possible location of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    Variable(&'static str),
    /// A file in the user's home, starting with `~/`.
    File(&'static str),
}

impl CredentialSource {
    /// Its display name: the variable's name or the file's path.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Variable(name) | Self::File(name) => name,
        }
    }
}

use CredentialSource::{File, Variable};

/// Sources other than the variables that Craft sends: AWS's own files, and Google's credentials,
/// which `validate` uses although Craft's chats do not.
const MORE: [(&str, &[CredentialSource]); 2] = [
    (
        "google-vertex",
        &[
            Variable("GOOGLE_APPLICATION_CREDENTIALS"),
            File("~/.config/gcloud/application_default_credentials.json"),
        ],
    ),
    ("amazon-bedrock", &[File("~/.aws/credentials"), File("~/.aws/config")]),
];

/// The sources of each upstream, in order of precedence.
static SOURCES: LazyLock<Vec<(&str, Vec<CredentialSource>)>> = LazyLock::new(|| {
    let sources = |upstream: &'static str| {
        let variables = credential_variables(upstream).into_iter().map(Variable);
        let more = MORE.iter().filter(|(name, _)| *name == upstream);
        let more = more.flat_map(|(_, sources)| sources.iter().copied());
        (upstream, variables.chain(more).collect())
    };
    UPSTREAMS.iter().map(|(upstream, _)| sources(upstream)).collect()
});

/// Every source in the table, each once.
static ALL: LazyLock<Vec<CredentialSource>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for source in SOURCES.iter().flat_map(|(_, sources)| sources) {
        if !all.contains(source) {
            all.push(*source);
        }
    }
    all
});

/// Every source that applies to some connection, each once.
pub fn all() -> impl Iterator<Item = CredentialSource> {
    ALL.iter().copied()
}

/// The sources that apply to a connection, by its upstream; empty if Craft takes no credentials
/// from the environment for it. All sources if the upstream is unknown: listing one too many
/// misleads less than claiming that there is none.
pub fn sources(connection: &Connection) -> &'static [CredentialSource] {
    let upstream = connection.upstream();
    let own = SOURCES.iter().find(|(key, _)| Some(*key) == upstream);
    own.map_or(ALL.as_slice(), |(_, sources)| sources)
}

/// The upstream with variables for a token that only another service exchanges for a key.
const NO_KEYS: &str = "github-copilot";

/// The variables that may hold a connection's key, in the order in which Craft uses them. Empty if
/// the upstream is unknown: the key would go to an unknown host.
pub fn key_variables(connection: &Connection) -> Vec<&'static str> {
    let upstream = connection.upstream().filter(|name| *name != NO_KEYS);
    upstream.map(sends::key_variables).unwrap_or_default().to_vec()
}

/// The variables of Craft's own environment that its chats use if nothing is stored for a
/// connection. None for a custom endpoint and for an `anthropic` connection.
pub(crate) fn stand_in_variables(connection: &Connection) -> Vec<&'static str> {
    let is_custom = connection.is_compat() || connection.get("customEndpoint").is_some();
    let upstream = connection.upstream();
    let upstream = upstream.filter(|_| !is_custom && connection.provider_type() != "anthropic");
    upstream.map(sends::key_variables).unwrap_or_default().to_vec()
}

/// The sources present in this environment: names only, never their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The names of all variables that are set and not empty.
    variables: BTreeSet<String>,
    /// The files from the table that exist.
    files: BTreeSet<&'static str>,
}

impl Environment {
    /// An environment with these sources.
    pub fn of(found: impl IntoIterator<Item = CredentialSource>) -> Self {
        let mut environment = Self::default();
        for source in found {
            match source {
                Variable(name) => drop(environment.variables.insert(name.to_owned())),
                File(path) => drop(environment.files.insert(path)),
            }
        }
        environment
    }

    /// Adds the names of other variables that are set and not empty.
    #[must_use]
    pub(crate) fn with_variables(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.variables.extend(names);
        self
    }

    /// The variables that decide which host Craft contacts, with placeholder values.
    pub fn variables(&self) -> Variables {
        let set = relevant_variables().filter(|name| self.has_variable(name));
        Variables::new(set.map(|name| (name, "set")))
    }

    /// Whether a variable with this name is set and not empty.
    pub(crate) fn has_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    fn has(&self, source: CredentialSource) -> bool {
        match source {
            Variable(name) => self.has_variable(name),
            File(path) => self.files.contains(path),
        }
    }

    /// The names of the sources that apply to a connection, in table order.
    pub(crate) fn found_for(&self, connection: &Connection) -> Vec<&'static str> {
        let counting = sources(connection).iter();
        counting.filter(|source| self.has(**source)).map(|source| source.name()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::provider::UPSTREAMS;
    use crate::settings::craft::sends::{Chat, Sends};
    use crate::settings::craft::stored::{Stored, Variables};
    use serde_json::{Value, json};
    use std::collections::HashSet;

    fn names(connection: Value) -> Vec<&'static str> {
        let sources = sources(&Connection::new(connection));
        sources.iter().map(|source| source.name()).collect()
    }

    #[test]
    fn variables_match_those_that_craft_reads() {
        for (upstream, _) in UPSTREAMS {
            let named = names(json!({"providerType": "pi", "piAuthProvider": upstream}));
            let keys = sends::key_variables(upstream);
            assert_eq!(&named[..keys.len()], keys, "{upstream}");
            let distinct: HashSet<_> = named.iter().collect();
            assert_eq!(distinct.len(), named.len(), "{upstream}");
            assert_eq!(named.is_empty(), *upstream == "openai-codex", "{upstream}");
        }
        for (upstream, _) in MORE {
            assert!(UPSTREAMS.iter().any(|(name, _)| *name == upstream), "{upstream}");
        }
    }

    #[test]
    fn chats_without_a_stored_key_use_the_variables_that_are_named_for_it() {
        let stored = Stored::default();
        let of = |connection: Value| {
            let connection = Connection::new(connection);
            let sends_with = |names: &[&str]| {
                let variables = Variables::new(names.iter().map(|name| (*name, "a key")));
                let connection = connection.object().expect("an object");
                let chat = Chat {
                    connection,
                    model: None,
                    stored: &stored,
                    variables: &variables,
                    now_ms: 0,
                };
                !matches!(sends::sends(&chat), Sends::Nothing(_))
            };
            let named = stand_in_variables(&connection);
            assert!(named.is_empty() || !sends_with(&[]));
            assert!(named.iter().all(|name| sends_with(&[name])), "{named:?}");
            named
        };
        let groq = json!({"providerType": "pi", "piAuthProvider": "groq", "authType": "api_key",
            "defaultModel": "pi/openai/gpt-oss-120b"});
        assert_eq!(of(groq.clone()), ["GROQ_API_KEY"]);
        let none: [&str; 0] = [];
        for (key, value) in [
            ("customEndpoint", json!({"api": "openai-completions"})),
            ("providerType", json!("pi_compat")),
            ("providerType", json!("anthropic")),
            ("piAuthProvider", json!("openai-codex")),
            ("piAuthProvider", json!("nonsense")),
        ] {
            let mut connection = groq.clone();
            connection[key] = value;
            assert_eq!(of(connection), none, "{key}");
        }
    }

    #[test]
    fn files_start_in_home_and_variables_are_upper_case() {
        for source in all() {
            match source {
                File(path) => assert!(path.starts_with("~/"), "{path}"),
                Variable(name) => assert_eq!(name, name.to_uppercase()),
            }
        }
    }

    #[test]
    fn all_sources_are_in_the_table_once() {
        let names: Vec<_> = all().map(CredentialSource::name).collect();
        let distinct: HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        for source in SOURCES.iter().flat_map(|(_, sources)| sources) {
            assert!(names.contains(&source.name()), "{}", source.name());
        }
    }

    #[test]
    fn provider_type_has_sources_of_its_upstream() {
        for (provider, upstream) in [
            ("bedrock", "amazon-bedrock"),
            ("vertex", "google-vertex"),
            ("anthropic", "anthropic"),
            ("openai", "openai"),
        ] {
            assert_eq!(
                names(json!({"providerType": provider, "authType": "environment"})),
                names(json!({"providerType": "pi", "piAuthProvider": upstream})),
                "{provider}"
            );
        }
        assert_eq!(
            names(json!({"providerType": "vertex"})),
            [
                "GOOGLE_CLOUD_API_KEY",
                "GOOGLE_APPLICATION_CREDENTIALS",
                "~/.config/gcloud/application_default_credentials.json"
            ]
        );
        // Fields left over from another provider type do not matter.
        assert_eq!(
            names(json!({"providerType": "openai", "piAuthProvider": "groq"})),
            ["OPENAI_API_KEY"]
        );
    }

    #[test]
    fn unknown_upstream_has_all_sources() {
        let every: Vec<_> = all().map(CredentialSource::name).collect();
        for unknown in [
            json!({"providerType": "pi"}),
            json!({"providerType": "pi", "piAuthProvider": "of-next-year"}),
            json!({"providerType": "of-next-year", "piAuthProvider": "groq"}),
            json!({"providerType": "pi_compat"}),
            json!({}),
            json!("text"),
        ] {
            assert_eq!(names(unknown.clone()), every, "{unknown}");
        }
    }

    #[test]
    fn environment_key_is_only_for_its_provider() {
        let keys = |connection| key_variables(&Connection::new(connection));
        let of = |upstream: &str| keys(json!({"providerType": "pi", "piAuthProvider": upstream}));
        assert_eq!(of("groq"), ["GROQ_API_KEY"]);
        assert_eq!(of("anthropic"), ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"]);
        assert_eq!(of("huggingface"), ["HF_TOKEN"]);
        for upstream in ["of-next-year", "amazon-bedrock", "openai-codex", "github-copilot"] {
            assert_eq!(of(upstream), [""; 0], "{upstream}");
        }
        assert_eq!(keys(json!({"providerType": "openai_compat"})), [""; 0]);
    }

    #[test]
    fn found_names_apply_to_connection_in_table_order() {
        let environment = Environment::of([
            File("~/.aws/config"),
            Variable("GROQ_API_KEY"),
            Variable("AWS_PROFILE"),
        ]);
        let found = |connection| environment.found_for(&Connection::new(connection));
        assert_eq!(found(json!({"providerType": "bedrock"})), ["AWS_PROFILE", "~/.aws/config"]);
        assert_eq!(found(json!({"providerType": "vertex"})), [""; 0]);
        assert_eq!(Environment::default().found_for(&Connection::new(json!({}))).len(), 0);
    }

    #[test]
    fn source_and_name_are_the_same_variable() {
        let by_source = Environment::of([Variable("GROQ_API_KEY"), Variable("AWS_ACCESS_KEY_ID")]);
        let names = ["GROQ_API_KEY", "AWS_ACCESS_KEY_ID"].map(str::to_owned);
        assert_eq!(by_source, Environment::default().with_variables(names));
        assert!(by_source.has_variable("GROQ_API_KEY"));
        assert!(!by_source.variables().has("AWS_SECRET_ACCESS_KEY"), "not set");
    }

    #[test]
    fn variable_names_decide_the_host_without_values() {
        let names = ["CLOUDFLARE_ACCOUNT_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "HOME"];
        let environment = Environment::default().with_variables(names.map(str::to_owned));
        let variables = environment.variables();
        assert!(variables.has("CLOUDFLARE_ACCOUNT_ID") && variables.has("AWS_SECRET_ACCESS_KEY"));
        assert!(!variables.has("AWS_REGION"), "its value would count, and is not known");
        assert!(!variables.has("HOME") && environment.has_variable("HOME"));
    }
}
