//! Where a connection with `authType: "environment"` may find its credentials: names of variables
//! and of files. Whether they are there is looked up by the store; what is in them concerns nobody
//! here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::connection::Connection;
use super::craft::Variables;

/// One place where credentials may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A variable of the environment.
    Variable(&'static str),
    /// A file in the user's home; it begins with `~/`.
    File(&'static str),
}

impl Source {
    /// As a person is told of it: the variable's name, or the file's path.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Variable(name) | Self::File(name) => name,
        }
    }
}

use Source::{File, Variable};

/// The sources of each upstream, in the order in which they are told.
const SOURCES: &[(&str, &[Source])] = &[
    ("anthropic", &[Variable("ANTHROPIC_API_KEY"), Variable("ANTHROPIC_OAUTH_TOKEN")]),
    ("openai", &[Variable("OPENAI_API_KEY")]),
    ("openai-codex", &[Variable("OPENAI_API_KEY")]),
    ("google", &[Variable("GEMINI_API_KEY"), Variable("GOOGLE_API_KEY")]),
    (
        "google-vertex",
        &[
            Variable("GOOGLE_APPLICATION_CREDENTIALS"),
            File("~/.config/gcloud/application_default_credentials.json"),
        ],
    ),
    ("openrouter", &[Variable("OPENROUTER_API_KEY")]),
    ("azure-openai-responses", &[Variable("AZURE_OPENAI_API_KEY")]),
    (
        "amazon-bedrock",
        &[
            Variable("AWS_PROFILE"),
            Variable("AWS_ACCESS_KEY_ID"),
            Variable("AWS_BEARER_TOKEN_BEDROCK"),
            Variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
            Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
            Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            File("~/.aws/credentials"),
            File("~/.aws/config"),
        ],
    ),
    ("groq", &[Variable("GROQ_API_KEY")]),
    ("mistral", &[Variable("MISTRAL_API_KEY")]),
    ("deepseek", &[Variable("DEEPSEEK_API_KEY")]),
    ("xai", &[Variable("XAI_API_KEY")]),
    ("cerebras", &[Variable("CEREBRAS_API_KEY")]),
    ("zai", &[Variable("ZAI_API_KEY")]),
    ("huggingface", &[Variable("HF_TOKEN")]),
    ("vercel-ai-gateway", &[Variable("AI_GATEWAY_API_KEY")]),
    ("minimax", &[Variable("MINIMAX_API_KEY")]),
    ("minimax-cn", &[Variable("MINIMAX_CN_API_KEY")]),
    ("kimi-coding", &[Variable("KIMI_API_KEY")]),
    ("moonshotai", &[Variable("MOONSHOT_API_KEY")]),
    ("moonshotai-cn", &[Variable("MOONSHOT_API_KEY")]),
    ("fireworks", &[Variable("FIREWORKS_API_KEY")]),
    ("opencode", &[Variable("OPENCODE_API_KEY")]),
    ("opencode-go", &[Variable("OPENCODE_API_KEY")]),
    ("cloudflare-workers-ai", &[Variable("CLOUDFLARE_API_KEY")]),
    ("cloudflare-ai-gateway", &[Variable("CLOUDFLARE_API_KEY")]),
    ("xiaomi", &[Variable("XIAOMI_API_KEY")]),
    ("xiaomi-token-plan-ams", &[Variable("XIAOMI_TOKEN_PLAN_AMS_API_KEY")]),
    ("xiaomi-token-plan-cn", &[Variable("XIAOMI_TOKEN_PLAN_CN_API_KEY")]),
    ("xiaomi-token-plan-sgp", &[Variable("XIAOMI_TOKEN_PLAN_SGP_API_KEY")]),
    (
        "github-copilot",
        &[Variable("COPILOT_GITHUB_TOKEN"), Variable("GH_TOKEN"), Variable("GITHUB_TOKEN")],
    ),
];

/// Every source of the table, each once.
static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for source in SOURCES.iter().flat_map(|(_, sources)| *sources) {
        if !all.contains(source) {
            all.push(*source);
        }
    }
    all
});

/// Every source that counts for some connection, each once.
pub fn all() -> impl Iterator<Item = Source> {
    ALL.iter().copied()
}

/// The sources that count for a connection, by the upstream it reaches. All of them where nobody
/// can say which that is: to name one too many misleads less than to say that there is none.
pub fn sources(connection: &Connection) -> &'static [Source] {
    let upstream = connection.upstream();
    SOURCES
        .iter()
        .find(|(key, _)| Some(*key) == upstream)
        .map_or(ALL.as_slice(), |(_, sources)| sources)
}

/// How the names of variables end that hold a key which is sent as it is.
const KEYS: [&str; 3] = ["_API_KEY", "_OAUTH_TOKEN", "HF_TOKEN"];

/// The variables that may hold the key of a connection. None where nobody can say whose it would
/// be: it would be sent to a stranger.
pub fn key_variables(connection: &Connection) -> Vec<&'static str> {
    let upstream = connection.upstream();
    let own = SOURCES.iter().find(|(key, _)| Some(*key) == upstream);
    let own = own.into_iter().flat_map(|(_, sources)| *sources);
    own.filter_map(|source| match source {
        Variable(name) if KEYS.iter().any(|end| name.ends_with(end)) => Some(*name),
        _ => None,
    })
    .collect()
}

/// Which sources there are in this environment: their names, never what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    found: Vec<Source>,
    /// The names of all variables that are set and not empty.
    variables: BTreeSet<String>,
}

impl Environment {
    /// An environment that has these sources.
    pub fn of(found: impl IntoIterator<Item = Source>) -> Self {
        Self { found: found.into_iter().collect(), variables: BTreeSet::new() }
    }

    /// The variables that are set, with a text in the place of what they hold.
    pub fn variables(&self) -> Variables {
        let pair = |source: &Source| match source {
            Variable("AWS_ACCESS_KEY_ID") => vec!["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
            Variable(name) => vec![*name],
            File(_) => Vec::new(),
        };
        let names = self.found.iter().flat_map(pair);
        Variables::new(names.map(|name| (name, "set")))
    }

    /// The same with the names of all variables that are set and not empty.
    #[must_use]
    pub fn with_variables(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.variables = names.into_iter().collect();
        self
    }

    /// Whether a text is the name of a variable that is set and not empty.
    pub fn has_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// The names of those that count for a connection, in the table's order.
    pub fn found_for(&self, connection: &Connection) -> Vec<&'static str> {
        let counting = sources(connection).iter();
        counting.filter(|source| self.found.contains(source)).map(|source| source.name()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::provider::UPSTREAMS;
    use serde_json::{Value, json};
    use std::collections::HashSet;

    fn names(connection: Value) -> Vec<&'static str> {
        let sources = sources(&Connection::new(connection));
        sources.iter().map(|source| source.name()).collect()
    }

    #[test]
    fn every_upstream_has_one_row_and_no_row_has_a_name_twice() {
        for (upstream, _) in UPSTREAMS {
            let rows = SOURCES.iter().filter(|(key, _)| key == upstream);
            assert_eq!(rows.count(), 1, "{upstream}");
        }
        for (upstream, sources) in SOURCES {
            let names: HashSet<_> = sources.iter().map(|source| source.name()).collect();
            assert!(!names.is_empty(), "{upstream}");
            assert_eq!(names.len(), sources.len(), "{upstream}");
        }
    }

    #[test]
    fn a_file_begins_with_the_home_and_a_variable_is_written_in_capitals() {
        for source in all() {
            match source {
                File(path) => assert!(path.starts_with("~/"), "{path}"),
                Variable(name) => assert_eq!(name, name.to_uppercase()),
            }
        }
    }

    #[test]
    fn all_of_them_together_are_those_of_the_table_each_once() {
        let names: Vec<_> = all().map(Source::name).collect();
        let distinct: HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        for source in SOURCES.iter().flat_map(|(_, sources)| *sources) {
            assert!(names.contains(&source.name()), "{}", source.name());
        }
    }

    #[test]
    fn a_provider_type_has_the_sources_of_the_upstream_that_it_is() {
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
                "GOOGLE_APPLICATION_CREDENTIALS",
                "~/.config/gcloud/application_default_credentials.json"
            ]
        );
        // What is left in the file from another provider type says nothing.
        assert_eq!(
            names(json!({"providerType": "openai", "piAuthProvider": "groq"})),
            ["OPENAI_API_KEY"]
        );
    }

    #[test]
    fn what_is_not_known_may_find_its_credentials_in_any_of_them() {
        let every: Vec<_> = all().map(Source::name).collect();
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
    fn a_key_of_the_environment_is_only_for_whom_it_is_named_after() {
        let keys = |connection| key_variables(&Connection::new(connection));
        let of = |upstream: &str| keys(json!({"providerType": "pi", "piAuthProvider": upstream}));
        assert_eq!(of("groq"), ["GROQ_API_KEY"]);
        assert_eq!(of("anthropic"), ["ANTHROPIC_API_KEY", "ANTHROPIC_OAUTH_TOKEN"]);
        assert_eq!(of("huggingface"), ["HF_TOKEN"]);
        for nobody in ["of-next-year", "amazon-bedrock", "google-vertex", "github-copilot"] {
            assert_eq!(of(nobody), [""; 0], "{nobody}");
        }
        assert_eq!(keys(json!({"providerType": "openai_compat"})), [""; 0]);
    }

    #[test]
    fn the_names_found_are_those_that_count_for_the_connection_in_the_order_of_the_table() {
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
}
